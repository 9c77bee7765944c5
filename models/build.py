"""Train the models that ship, from `corpus/`; run from anywhere: `python models/build.py`."""

from __future__ import annotations

from pathlib import Path

from qsearch.frameworks import load_frameworks
from qsearch.labels.building import build_shipped_models

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Build every model below this folder and print what each was trained on."""
    frameworks = load_frameworks(ROOT / "corpus" / "frameworks")
    for model in build_shipped_models(ROOT / "corpus", frameworks, ROOT / "models"):
        print(f"{model.framework}: {model.items} examples, {model.labels} labels -> models/{model.framework}")


if __name__ == "__main__":
    main()

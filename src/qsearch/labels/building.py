"""Build the models that ship, from what ships."""

from __future__ import annotations

from pathlib import Path

from qsearch.frameworks import Frameworks
from qsearch.labels.examples import LabelledText, load_examples, of_framework
from qsearch.labels.store import save_model
from qsearch.labels.training import train
from qsearch.results import TrainedModel

__all__ = ["build_models", "build_shipped_models"]


def build_shipped_models(corpus: Path, frameworks: Frameworks, out: Path) -> tuple[TrainedModel, ...]:
    """Train a model for every framework that has examples in `corpus/examples`; write each below `out`."""
    return build_models(load_examples(corpus / "examples", frameworks), frameworks, out)


def build_models(examples: tuple[LabelledText, ...], frameworks: Frameworks, out: Path) -> tuple[TrainedModel, ...]:
    """Train a model for every framework that has examples, write it to `out/<framework>`, say what was made.

    A framework without a single example, such as `other`, gets none.
    """
    made = []
    for framework in frameworks:
        own = of_framework(examples, framework)
        if own:
            model = train(own, framework)
            save_model(model, out / framework.id, framework)
            made.append(
                TrainedModel(
                    framework.id, len(own), len(model.labels), str(out / framework.id), measured=model.is_measured
                )
            )
    return tuple(made)

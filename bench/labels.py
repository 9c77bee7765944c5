"""Measure label suggestions beside a plain scikit-learn pipeline in the same run.

    python bench/labels.py [--texts 2000] [--json FILE]

Training and model loading run in this process; the time to start up and load is that of a
fresh process. Everything is held to one thread.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from qsearch.frameworks import load_frameworks
from qsearch.labels.examples import load_examples, of_framework
from qsearch.labels.store import load_model, save_model
from qsearch.labels.suggestions import suggest
from qsearch.labels.training import train
from qsearch.shipped import corpus_dir

FRAMEWORK = "quality-award"
START_UP = """
import time; begin = time.perf_counter()
from pathlib import Path
from qsearch.labels.store import load_model
from qsearch.labels.suggestions import suggest
imported = time.perf_counter()
model = load_model(Path({folder!r}))
loaded = time.perf_counter()
suggest(model, ["設置單一窗口，一次辦妥"])
print(imported - begin, loaded - imported, time.perf_counter() - loaded)
"""


def seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the median time of some rounds."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def measure(n_texts: int) -> dict[str, object]:
    """Return every figure by its name; times in seconds unless the name says otherwise."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    frameworks = load_frameworks(corpus_dir() / "frameworks")
    framework = frameworks.get(FRAMEWORK)
    own = of_framework(load_examples(corpus_dir() / "examples", frameworks), framework)
    texts = [example.text for example in own][:n_texts]
    begin = time.perf_counter()
    model = train(own, framework)
    training = time.perf_counter() - begin
    plain = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 3)), LogisticRegression(max_iter=300))
    places = {label: i for i, label in enumerate(model.labels)}
    begin = time.perf_counter()
    plain.fit([example.text for example in own], [places[example.label] for example in own])
    plain_training = time.perf_counter() - begin
    with tempfile.TemporaryDirectory() as folder:
        path = save_model(model, Path(folder), framework)
        size = path.stat().st_size
        loading = seconds(lambda: load_model(Path(folder), framework))
        fresh = [
            float(value)
            for value in subprocess.run(
                [sys.executable, "-c", START_UP.format(folder=folder)], capture_output=True, text=True, check=True
            ).stdout.split()
        ]
    suggest(model, texts[:5])  # the dictionary for reasons is read on the first
    single = seconds(lambda: [suggest(model, [text]) for text in texts[:200]]) / 200
    plain_single = seconds(lambda: [plain.predict_proba([text]) for text in texts[:200]]) / 200
    batch = seconds(lambda: suggest(model, texts), 3)
    predict = seconds(lambda: model.probabilities(texts), 3)
    plain_batch = seconds(lambda: plain.predict_proba(texts), 3)
    return {
        "framework": FRAMEWORK,
        "machine": f"{platform.machine()}, Python {platform.python_version()}, one thread",
        "examples": len(own),
        "labels": len(model.labels),
        "features": len(model.vectoriser),
        "features_plain": len(plain[0].vocabulary_),
        "texts": len(texts),
        "training_with_calibration": training,
        "training_plain": plain_training,
        "model_bytes": size,
        "load": loading,
        "fresh_process_import": fresh[0],
        "fresh_process_load": fresh[1],
        "fresh_process_first_suggestion": fresh[2],
        "single_suggestion_ms": single * 1e3,
        "single_plain_predict_ms": plain_single * 1e3,
        "single_ratio_to_plain": single / plain_single,
        "batch_suggestions_per_second": len(texts) / batch,
        "batch_predictions_per_second": len(texts) / predict,
        "batch_plain_predictions_per_second": len(texts) / plain_batch,
        "batch_predict_ratio_to_plain": predict / plain_batch,
    }


def main() -> None:
    """Measure, print a line a figure, and write them as JSON where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=int, default=2000, help="how many texts a batch holds")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    with threadpool_limits(limits=1):
        figures = measure(options.texts)
    for name, value in figures.items():
        print(f"{name:36} {value:.4g}" if isinstance(value, float) else f"{name:36} {value}")
    if options.json is not None:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

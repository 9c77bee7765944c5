"""Measure label suggestions beside a plain scikit-learn pipeline in the same run.

    python bench/labels.py [--texts 2000] [--examples 50000] [--json FILE]

Training and model loading run in this process; the time to start up and load is that of a
fresh process. Everything is held to one thread.

How training grows is measured in a process of its own, on the shipped examples and as many
made ones as `--examples` asks for (0: none), which stand for the plans of a home, a hundred of each
institution. Each is made of two to five clauses of examples of one label, with other numbers,
the name of an institution and that of a system or place, put together from syllables out of
pools where some are frequent and most are rare (Zipf). Without the names recombining
would give hardly a new run of characters. The different runs of the shipped examples grow
with the 0.80th power of their number, from 56,668 in 1,400 to 172,097 in 5,674, which
would make a million of 50,000 examples; `features_met` says how many there were.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from qsearch.frameworks import load_frameworks
from qsearch.labels.examples import LabelledText, load_examples, of_framework
from qsearch.labels.features import gram_texts
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


_CLAUSE = re.compile("[，；。]")
_NUMBERS = re.compile(r"\d+")
_BODIES = (
    "戶政事務所",
    "地政事務所",
    "衛生所",
    "圖書館",
    "區公所",
    "監理站",
    "稅捐分處",
    "警察分局",
    "美術館",
    "就業中心",
)
_THINGS = ("服務系統", "資訊網", "園區", "服務站", "查詢平臺", "藝文中心", "步道", "行動車", "資料庫", "館舍")


_HAN = re.compile("[一-鿿]")
_NEW = 0.85
"""How often a name is one that was not met before (Simon, Biometrika 42, 1955): the rest repeat what was."""


class _Names:
    """Draw names put together from characters; some turn up again and again, most once or twice."""

    def __init__(self, draw: random.Random, characters: Sequence[str], kinds: Sequence[str]) -> None:
        self._draw = draw
        self._characters = characters
        self._kinds = kinds
        self._drawn: list[str] = []

    def one(self) -> str:
        """Return a name."""
        draw = self._draw
        if not self._drawn or draw.random() < _NEW:
            name = "".join(draw.choices(self._characters, k=draw.choice((2, 3, 4)))) + draw.choice(self._kinds)
        else:
            name = draw.choice(self._drawn)
        self._drawn.append(name)
        return name


def larger(own: Sequence[LabelledText], size: int) -> list[LabelledText]:
    """Return the examples with made ones after them, `size` in all; the same ones each time."""
    draw = random.Random(50)
    clauses: dict[int, list[str]] = {}
    labels = list(dict.fromkeys(example.label for example in own))
    for example in own:
        pieces = [piece for piece in _CLAUSE.split(example.text) if len(piece) > 1]
        clauses.setdefault(labels.index(example.label), []).extend(pieces)
    characters = sorted({character for example in own for character in _HAN.findall(example.text)})
    bodies, things = _Names(draw, characters, _BODIES), _Names(draw, characters, _THINGS)
    made = list(own)
    while len(made) < size:
        label = draw.randrange(len(labels))
        parts = draw.choices(clauses[label], k=draw.choice((2, 3, 3, 4, 5)))
        for name in (bodies.one(), things.one(), things.one()):
            at = draw.randrange(len(parts))
            parts[at] = name + parts[at] if draw.random() < 0.5 else parts[at] + name
        text = _NUMBERS.sub(lambda _: str(draw.randrange(1, 500)), "，".join(parts)) + "。"
        made.append(LabelledText(text, labels[label], f"made:{len(made) // 100}", "home"))
    return made


def grow(size: int) -> dict[str, object]:
    """Return what training on that many examples takes: seconds, and the most memory this process held.

    The plain pipeline is trained after, so that its memory counts where it takes more.
    """
    frameworks = load_frameworks(corpus_dir() / "frameworks")
    framework = frameworks.get(FRAMEWORK)
    own = larger(of_framework(load_examples(corpus_dir() / "examples", frameworks), framework), size)
    gram_texts(own[0].text)  # the tables for folding are read on the first
    before = _peak_mb()
    begin = time.perf_counter()
    model = train(own, framework)
    took = time.perf_counter() - begin
    peak = _peak_mb()
    with tempfile.TemporaryDirectory() as folder:
        model_bytes = save_model(model, Path(folder), framework).stat().st_size
    kept = len(model.vectoriser)
    places = {label: i for i, label in enumerate(model.labels)}
    del model
    plain = plain_pipeline()
    begin = time.perf_counter()
    plain.fit([example.text for example in own], [places[example.label] for example in own])
    plain_took = time.perf_counter() - begin
    return {
        "grown_examples": len(own),
        "grown_features_met": len({feature for example in own for feature in gram_texts(example.text)}),
        "grown_features_kept": kept,
        "grown_training_with_calibration": took,
        "grown_training_plain": plain_took,
        "grown_memory_before_mb": before,
        "grown_memory_peak_mb": peak,
        "grown_memory_peak_with_plain_mb": _peak_mb(),
        "grown_model_bytes": model_bytes,
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts kilobytes


def seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the median time of some rounds."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def plain_pipeline() -> Pipeline:
    """Return the peer: scikit-learn's TF-IDF of one to three characters and logistic regression, as they come."""
    return make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 3)), LogisticRegression(max_iter=300))


def measure(n_texts: int) -> dict[str, object]:
    """Return every figure by its name; times in seconds unless the name says otherwise."""
    frameworks = load_frameworks(corpus_dir() / "frameworks")
    framework = frameworks.get(FRAMEWORK)
    own = of_framework(load_examples(corpus_dir() / "examples", frameworks), framework)
    texts = [example.text for example in own][:n_texts]
    begin = time.perf_counter()
    model = train(own, framework)
    training = time.perf_counter() - begin
    plain = plain_pipeline()
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
    parser.add_argument("--examples", type=int, default=50_000, help="how many examples to grow to; 0: none")
    parser.add_argument("--only-grow", action="store_true", help="print as JSON what training on --examples takes")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    with threadpool_limits(limits=1):
        if options.only_grow:
            print(json.dumps(grow(options.examples)))
            return
        # A process of its own, and first: one that is started is said to hold what its parent held at most.
        command = [sys.executable, __file__, "--only-grow", "--examples", str(options.examples)]
        grown = subprocess.run(command, capture_output=True, text=True, check=True).stdout if options.examples else "{}"
        figures = measure(options.texts) | json.loads(grown)
    for name, value in figures.items():
        print(f"{name:36} {value:.4g}" if isinstance(value, float) else f"{name:36} {value}")
    if options.json is not None:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

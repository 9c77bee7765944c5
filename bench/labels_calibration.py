"""Say how far probabilities of label suggestions may be believed, as a table and a plot in characters.

    python bench/labels_calibration.py --home HOME

HOME holds labelled plans, such as those that ship (`qsearch --home HOME ingest corpus/plans`).
Each institution of the home is left out in turn, as `qsearch evaluate labels` does, and
its items are labelled one by one. A line of the plot is a fifteenth of the items, by the
probability of their first guess: the mean probability, the share that was right, a bar as long
as that share, and `|` where a calibrated model's bar would end.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qsearch.frameworks import Framework
from qsearch.labels.evaluation import BINS, calibration_error, parts_left_out
from qsearch.labels.examples import LabelledText, of_framework
from qsearch.labels.training import train
from qsearch.settings import settings_from
from qsearch.workspace import open_workspace

_WIDTH = 50


def guesses(labelled: list[LabelledText], framework: Framework) -> Iterator[tuple[float, bool, bool]]:
    """Yield for each item left out the first guess's probability, whether it is right, and whether it is confident."""
    for inside, outside in parts_left_out(labelled):
        model = train(inside, framework)
        predictions = model.predict(text.text for text in outside)
        for prediction, text in zip(predictions, outside, strict=True):
            first = int(prediction.probabilities.argmax())
            yield float(prediction.probabilities[first]), model.labels[first] == text.label, prediction.confident


def summary(name: str, found: NDArray[np.float64]) -> str:
    """Return one line of the table; `found` has a row an item, as `guesses` yields them."""
    probability, right, confident = found[:, 0], found[:, 1] == 1, found[:, 2] == 1
    precision = right[confident].mean() if confident.any() else float("nan")
    error = calibration_error(probability, right)
    return f"{name:14}{len(found):>7,}{right.mean():>8.3f}{error:>8.3f}{confident.mean():>10.3f}{precision:>11.3f}"


def plot(found: NDArray[np.float64]) -> Iterator[str]:
    """Yield a line for each of BINS parts of equal size."""
    for part in np.array_split(found[np.argsort(found[:, 0], kind="stable")], BINS):
        said, right = part[:, 0].mean(), part[:, 1].mean()
        bar = list(("#" * round(_WIDTH * right)).ljust(_WIDTH + 1))
        bar[round(_WIDTH * said)] = "|"
        yield f"{said:.2f}  {right:.2f}  {''.join(bar)}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Say how far probabilities of label suggestions may be believed.")
    parser.add_argument("--home", type=Path, required=True)
    options = parser.parse_args()
    found: dict[str, NDArray[np.float64]] = {}
    with open_workspace(settings_from({}, home=options.home)) as workspace:
        labelled = workspace.training.labelled()
        for framework in workspace.frameworks:
            own = list(of_framework(labelled, framework))
            at_home = {text.group for text in own if text.origin == "home"}
            if at_home and any(label.execution_item for label in framework.labels()):
                found[framework.id] = np.array(list(guesses(own, framework)), dtype=np.float64)
    print(f"{'':14}{'items':>7}{'top-1':>8}{'ECE':>8}{'coverage':>10}{'precision':>11}")
    for name, one in found.items():
        print(summary(name, one))
    if not found:
        raise SystemExit("this home holds no labelled plans: qsearch --home HOME ingest corpus/plans")
    pooled = np.concatenate(list(found.values()))
    print(summary("pooled", pooled), *plot(pooled), sep="\n")


if __name__ == "__main__":
    main()

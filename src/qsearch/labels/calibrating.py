"""Say how far the scores of a label model may be believed, by what was measured on groups not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qsearch.labels.model import Calibration, FloatArray, softmax

__all__ = ["ENOUGH_AT_HOME", "HeldOut", "calibrate", "calibrate_by_guidance"]

ENOUGH_AT_HOME = 60
"""How many labelled items of a home it takes to calibrate on them alone.

Real plans are harder than the shipped examples, so once there are enough of them, only
they say how far to believe a score. One number is fitted; 60 items give it to about 10 %.
Fewer texts than that, of whatever origin, say nothing.
"""

SHIFT = 2.5
"""By how much more scores are flattened where only shipped examples could be measured.

The examples are plainer than life: a kind of agency left out is labelled right nine times
in ten, a real plan half the time. On three real plans, with models that saw examples only,
the calibration error was least at 2.5 (0.13 to 0.15, beside 0.25 to 0.35 at 1).
"""

LEAST_BY_GUIDANCE = 1.5
"""The least that flattens scores measured on nothing but what a framework says of its labels.

Models of the award frameworks trained on that alone find the label of a sentence of it left
out 0.52 and 0.60 of the time, and of three real plans 0.44 to 0.50. These sentences would put the
temperature at 1.3 and 1.4; the real plans at 1.3, 1.5 and 2.2, with an error of 0.09 to 0.16 at 1.5.
"""

TRUSTED = 0.8
"""How often a `confident` suggestion has to be right."""

_USUAL = 135  # characters of the longest action of those that ship, where there are no others to go by
_MEASURABLE = 30  # first guesses, from which on a label has a bound of its own
_EVEN = 0.5  # a guess that is as likely wrong as right is never trusted
_LEAST_MEASURED = 10  # suggestions above a bound, below which its precision is luck
_LONG = -100.0  # scores add up over a text's features; the truth's own lies below this only for very long texts
_RARE = 0.01  # the share of texts of unseen groups that may fall outside what counts as known

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Hold what models said of texts whose group they had not seen: scores (n_texts, n_labels)."""

    scores: FloatArray
    known: FloatArray
    truth: IntArray
    at_home: NDArray[np.bool_]

    def only(self, chosen: NDArray[np.bool_]) -> HeldOut:
        """Return the part of some of the texts."""
        return HeldOut(self.scores[chosen], self.known[chosen], self.truth[chosen], self.at_home[chosen])


def calibrate(held_out: HeldOut, longest: int) -> Calibration:
    """Return how far to believe scores, as measured on texts whose group the models had not seen.

    The texts of the home decide where there are enough, else all. `longest` is how many
    characters the longest text had.
    """
    at_home = int(held_out.at_home.sum()) >= ENOUGH_AT_HOME
    if at_home:
        held_out = held_out.only(held_out.at_home)
    temperature = _temperature(held_out) * (1.0 if at_home else SHIFT)
    return Calibration(
        temperature=temperature,
        # What is right often enough among examples says little of real plans.
        bounds=_bounds(held_out, temperature, least=_EVEN if at_home else TRUSTED),
        least_known=float(np.quantile(held_out.known, _RARE)),
        longest=longest,
        basis="home" if at_home else "examples",
    )


def calibrate_by_guidance(held_out: HeldOut, longest: int) -> Calibration:
    """Return a calibration where only sentences of a framework's guidance could be left out, or not even these.

    They are no actions, so that probabilities come out of it, but trust in none.
    """
    temperature = max(_temperature(held_out), LEAST_BY_GUIDANCE) if len(held_out.truth) else SHIFT
    return Calibration(temperature, (1.0,) * held_out.scores.shape[1], 0.0, max(longest, _USUAL), "nothing")


def _temperature(held_out: HeldOut) -> float:
    """Return the temperature at which the truth is likeliest (least negative log-likelihood).

    The longest texts (198 of 5,674 examples) are left out: their scores lie farther apart,
    and with them the temperature of all is 0.6 % higher. Where there are no others, 1.
    """
    from scipy.optimize import minimize_scalar

    truth_scores = held_out.scores[np.arange(len(held_out.truth)), held_out.truth]
    usual = held_out.only(truth_scores > _LONG)
    rows = np.arange(len(usual.truth))
    if not len(rows):
        return 1.0

    def loss(log_temperature: float) -> float:
        probabilities = softmax(usual.scores / np.exp(log_temperature))
        return float(-np.log(np.maximum(probabilities[rows, usual.truth], 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, 3.0), method="bounded").x))


def _bounds(held_out: HeldOut, temperature: float, *, least: float) -> tuple[float, ...]:
    """Return for each label how probable it must be to be trusted: as measured on its first guesses.

    A label that was guessed too seldom to measure gets the bound of all together.
    """
    probabilities = softmax(held_out.scores / temperature)
    first = probabilities.argmax(axis=1)
    of_all = _least_probability(probabilities, held_out.truth)
    bounds = []
    for label in range(probabilities.shape[1]):
        own = np.flatnonzero(first == label)
        measured = _least_probability(probabilities[own], held_out.truth[own]) if len(own) >= _MEASURABLE else of_all
        bounds.append(max(measured, least))
    return tuple(bounds)


def _least_probability(probabilities: FloatArray, truth: IntArray) -> float:
    """Return the lowest bound above which first guesses were right as often as TRUSTED asks.

    Where too few stand above any such bound, TRUSTED itself: calibrated, it says the same.
    """
    best = probabilities.max(axis=1)
    order = np.argsort(-best, kind="stable")
    right = np.cumsum(probabilities.argmax(axis=1)[order] == truth[order]) / np.arange(1, len(truth) + 1)
    good = np.flatnonzero(right >= TRUSTED)
    return float(best[order[good[-1]]]) if len(good) and good[-1] + 1 >= _LEAST_MEASURED else TRUSTED

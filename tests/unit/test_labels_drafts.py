"""The actions of a draft speak for each other as far as the draft is in order."""

import numpy as np
import pytest

from qsearch.labels.drafts import in_order, learn_stay


def invented(chance, *, runs, length, labels=6, right=0.5):
    """Return probabilities of single actions of a draft in order, and the truth behind them."""
    truth = np.repeat(chance.permutation(np.tile(np.arange(labels), runs))[:runs], length)
    rows = chance.dirichlet(np.ones(labels), size=len(truth))
    sure = chance.random(len(truth)) < right
    rows[np.arange(len(truth))[sure], truth[sure]] += 1.5
    return rows / rows.sum(axis=1, keepdims=True), truth


def test_a_draft_in_order_is_labelled_better_than_its_actions_alone():
    chance = np.random.default_rng(3)
    alone = shared = total = 0
    for _ in range(20):
        rows, truth = invented(chance, runs=12, length=5)
        alone += (rows.argmax(axis=1) == truth).sum()
        shared += (in_order(rows).argmax(axis=1) == truth).sum()
        total += len(truth)
    assert shared / total > alone / total + 0.1


def test_a_draft_in_no_order_is_left_nearly_as_it_was():
    chance = np.random.default_rng(4)
    alone = shared = total = 0
    for _ in range(20):
        rows, truth = invented(chance, runs=12, length=5)
        mixed = chance.permutation(len(truth))
        rows, truth = rows[mixed], truth[mixed]
        alone += (rows.argmax(axis=1) == truth).sum()
        shared += (in_order(rows).argmax(axis=1) == truth).sum()
        total += len(truth)
    assert abs(shared - alone) / total < 0.03


def test_order_is_told_from_disorder():
    chance = np.random.default_rng(5)
    rows, _ = invented(chance, runs=12, length=6, right=0.8)
    assert learn_stay(rows) > 0.5
    assert learn_stay(rows[chance.permutation(len(rows))]) < 0.25


@pytest.mark.parametrize("count", [0, 1])
def test_a_single_action_has_nobody_to_speak_for_it(count):
    rows = np.full((count, 3), 1 / 3)
    assert in_order(rows) is rows


def test_every_row_sums_to_one_however_sure_the_single_actions_are():
    rows = np.eye(4)[[0, 1, 1, 3, 2, 2, 2]]
    shared = in_order(rows)
    assert shared.sum(axis=1) == pytest.approx(np.ones(7))
    assert np.isfinite(shared).all()
    assert (shared.argmax(axis=1) == rows.argmax(axis=1)).all()

"""What the choice of training examples rests on: the estimator, and the projection to a mix.

    python -m pytest -q training/test_select_mix.py
"""
from __future__ import annotations

import numpy as np
import pytest

from select_mix import correlations, projected, slice_of


def test_slices_are_kinds_and_sources():
    assert slice_of({"s": "spelling_title"}) == "spelling title"
    assert slice_of({"s": "word_break_brand"}) == slice_of({"s": "word_combination_brand"}) == "spaces brand"
    assert slice_of({"s": "real_word_title"}) == slice_of({"s": "cut_short_title"}) == "several title"


def test_a_slice_whose_losses_order_the_models_as_their_errors_do_counts_most():
    errors = np.array([0.1, 0.4, 0.2, 0.3])
    losses = np.stack([errors * 7, -errors, np.array([0.4, 0.3, 0.2, 0.1])], 1)
    same, opposite, mixed = correlations(losses, errors)
    # over 6 pairs of 4 models, ranks in thirds: (3*1 + 2*2 + 1*3) / 3 / 6
    assert same == pytest.approx(10 / 18)
    assert opposite == pytest.approx(-10 / 18)
    # ranks 3 2 1 0 against errors in the order 1st 4th 2nd 3rd, by hand
    pairs = [(0, 1, 1), (0, 2, 2), (0, 3, 3), (1, 2, 1), (1, 3, 2), (2, 3, 1)]
    expected = sum((1 if errors[a] > errors[b] else -1) * step / 3 for a, b, step in pairs) / 6
    assert mixed == pytest.approx(expected)


def test_the_order_of_losses_is_all_that_counts():
    rng = np.random.default_rng(1)
    losses, errors = rng.random((9, 5)), rng.random(9)
    assert np.allclose(correlations(losses, errors), correlations(np.exp(5 * losses), errors))


def test_the_mix_takes_the_best_slices_first_up_to_their_caps():
    shares = projected(np.array([0.1, 0.9, -0.5, 0.5]), np.array([0.6, 0.3, 1.0, 0.4]))
    assert shares.tolist() == pytest.approx([0.3, 0.3, 0.0, 0.4])
    assert projected(np.array([1.0, 2.0]), np.array([1.0, 1.0])).tolist() == [0.0, 1.0]

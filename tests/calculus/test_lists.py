"""Lists and tuples where NumPy takes arrays, and lists of arrays of which only the run knows how many there are."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from tests.calculus.made import made
from tests.support import check, check_second_order

A = np.random.default_rng(4).permutation(np.linspace(0.2, 1.9, 12)).reshape(3, 4) ** 1.1
T = np.random.default_rng(6).permutation(np.linspace(0.2, 1.9, 24)).reshape(2, 3, 4)


def texts(table):
    return [text.strip() for line in table.strip().splitlines() for text in line.split(" | ")]


DISPLAYS = """
    np.sum([x[0], x[1]], axis=0) | np.sum([x[0, 0], x[1, 1]]) | np.mean([x[0, 0], x[1, 1]])
    np.max([x[0, 0], x[1, 1]]) | np.max((x[0, 0], x[1, 1])) | np.dot([x[0, 0], x[1, 1]], [x[0, 1], 2.0])
    np.linalg.norm([x[0, 0], x[1, 1]]) | np.linalg.norm([x[0], x[1]], axis=0) | np.exp([x[0, 0], x[1, 1]])
    np.prod([x[0, 0], x[1, 1]]) | np.std([x[0, 0], x[1, 1], x[1, 2]])
    np.cross([x[0, 0], x[1, 1], 1.0], [x[0, 1], 2.0, x[2, 2]]) | np.cumsum([x[0, 0], x[1, 1]])
    np.linalg.det([[x[0, 0], x[1, 1]], [x[0, 1], 2.0]])
    np.linalg.solve([[x[0, 0], x[1, 1]], [x[0, 1], 2.0]], [1.0, x[0, 2]]) | np.outer([x[0, 0], x[1, 1]], x[0])
    np.where([True, False], [x[0, 0], x[1, 1]], 0.0) | np.polyval([x[0, 0], x[1, 1], 1.0], x[0])
    np.median([x[0, 0], x[1, 1], 0.5]) | np.diag([x[0, 0], x[1, 1]])
    np.einsum('i,i', [x[0, 0], x[1, 1]], [x[0, 1], 2.0]) | np.atleast_2d([x[0, 0], x[1, 1]])
    np.maximum([x[0, 0], x[1, 1]], [x[0, 1], 2.0]) | np.interp(0.7, [0.0, 1.0], [x[0, 0], x[1, 1]])
    np.trapezoid([x[0, 0], x[1, 1]], dx=0.1) | np.reshape([x[0, 0], x[1, 1]], (2, 1))
    np.concatenate([[x[0, 0]], [x[1, 1], 2.0]]) | np.vstack([[x[0, 0], 1.0], [x[1, 1], 2.0]])
    np.stack([[x[0, 0], 1.0], [x[1, 1], 2.0]]) | np.hstack([[x[0, 0]], x[0]]) | np.append([x[0, 0]], x[0])
    np.convolve(x[0], [x[1, 0], x[1, 1]]) | np.transpose([x[0], x[1]]) | np.array([x[0], x[1]]).T
    np.matmul([[x[0, 0], x[1, 1]]], x[:2]) | np.hypot([x[0, 0], x[1, 1]], 2.0)
    np.average([x[0, 0], x[1, 1]], weights=[x[0, 0], 2.0]) | np.var([x[0], x[1]], axis=0)
    np.sort([x[0, 0], x[1, 1]]) | np.flip([x[0, 0], x[1, 1]]) | np.min([x[0], x[1]], axis=0)
    np.nan_to_num([x[0, 0], x[1, 1]]) | np.block([[x[0, 0], x[1, 1]], [1.0, 2.0]])
    np.diff([x[0, 0], x[1, 1], x[2, 2]]) | np.cov([x[0], x[1]]) | np.tile([x[0, 0], x[1, 1]], 2)
    np.take([x[0, 0], x[1, 1]], [0, 0]) | np.linalg.inv([[x[0, 0], x[1, 1]], [x[0, 1], 2.0]])
    np.ptp([x[0, 0], x[1, 1]]) | np.gradient([x[0, 0], x[1, 1], x[2, 2]])
    np.fft.irfft([x[0, 0], x[1, 1], x[2, 2]]) | np.kron([x[0, 0], x[1, 1]], x[0]) | np.repeat([x[0, 0], x[1, 1]], 2)
    np.quantile([x[0, 0], x[1, 1]], 0.3) | np.roots([x[0, 0], x[1, 1]]) | np.poly([x[0, 0], x[1, 1]])
    np.vander([x[0, 0], x[1, 1]]) | np.polyfit([0., 1., 2.], [x[0, 0], x[1, 1], x[2, 2]], 1)
    np.average([x[0], x[1]], axis=0, weights=[1.0, x[0, 0]]) | np.insert([x[0, 0], x[1, 1]], 1, x[2, 2])
    np.pad([x[0, 0], x[1, 1]], 1) | np.roll([x[0, 0], x[1, 1]], 1) | np.inner([x[0, 0], x[1, 1]], [x[0, 1], 2.0])
    np.clip([x[0, 0], x[1, 1]], 0.5, 1.0) | np.full(2, [x[0, 0], x[1, 1]]) | np.linspace([x[0, 0], x[1, 1]], 2.0, 3)
    np.meshgrid([x[0, 0], x[1, 1]], x[0])[0] | np.select([x[0] > 1], [[x[0, 0], x[1, 1], 1.0, 1.0]], 0.0)
    np.triu([[x[0, 0], x[1, 1]], [x[0, 1], 2.0]]) | np.trace([[x[0, 0], x[1, 1]], [x[0, 1], 2.0]])
    np.eye(2) * [x[0, 0], x[1, 1]] | x[:, :2] @ [x[0, 0], x[1, 1]] | [x[0, 0], x[1, 1]] @ x[:2]
    x[0, :2] + [x[0, 0], x[1, 1]] | np.add([x[0, 0], x[1, 1]], 1.0)
"""
OF_ROWS = """
    np.stack([r * 2 for r in x], axis=1) | np.stack([r * 2 for r in x]) | np.stack([v for v in x if v[0] > 0.4])
    np.concatenate([r * 2 for r in x]) | np.concatenate([x[i, :i + 1] ** 2 for i in range(len(x))])
    np.concatenate([np.ones(2) if i == 1 else x[i, :i + 1] ** 2 for i in range(len(x))])
    np.vstack([r * 2 for r in x]) | np.hstack([r * 2 for r in x]) | np.column_stack([r * 2 for r in x])
    np.dstack([r * 2 for r in x]) | np.hstack([r[0] * 2 for r in x]) | np.sum([r * 2 for r in x], axis=0)
    np.mean([r @ r for r in x]) * x | np.array([r @ r for r in x]) | np.max([r @ r for r in x])
    np.linalg.norm([r @ r for r in x]) | np.array([[v * v for v in r] for r in x])
    np.array([r[:2] for r in x]).T @ x | np.cumsum([r @ r for r in x]) | np.dot([r[0] for r in x], x)
    np.prod([r[0] for r in x]) | np.fromiter([v ** 2 for v in x[0]], float)
    np.fromiter((v ** 2 for v in x[0]), float) | np.array(list(x[0])) | np.array([v for v in x[0] if v > 0.8])
    np.array([v for v in x[0] if v > 100.0]) | np.sum([v for v in x[0] if v > 0.8])
    np.asarray([r for r in x]) * 2.0 | np.interp(0.7, [0.0, 1.0, 2.0], [r[0] for r in x]) | np.block([x, x[:, :1]])
    np.concatenate(x)
"""
OF_BLOCKS = """
    np.concatenate([r * 2 for r in x], axis=1) | np.concatenate([r * 2 for r in x], axis=-1)
    np.concatenate([r * 2 for r in x]) | np.vstack([r * 2 for r in x]) | np.hstack([r * 2 for r in x])
    np.column_stack([r * 2 for r in x]) | np.concatenate(x, axis=1) | np.vstack(x) | np.stack(x, axis=1)
"""
CASES = [(text, A) for text in texts(DISPLAYS) + texts(OF_ROWS)] + [(text, T) for text in texts(OF_BLOCKS)]


@pytest.mark.parametrize(("text", "x"), CASES, ids=lambda v: v if isinstance(v, str) else "")
def test_lists_are_the_arrays_that_numpy_makes_of_them(text, x):
    check(made(text, "x"), x)
    if "[[v * v" not in text:
        check_second_order(made(f"np.sum(np.abs({text}) ** 2 * x.flat[1])", "x"), x)


def of_pieces(x):
    pieces = []
    for i in range(len(x)):
        if i == 1:
            pieces.append(np.ones(4))
        else:
            pieces.append(x[i] * 2)
    weights = [x[0, 0], 2.0, x[1, 1]]
    return np.mean(pieces) * np.dot(weights, pieces) + np.linalg.norm(weights) * np.stack(pieces, axis=1)[1, 2]


def test_lists_that_a_loop_fills():
    check(of_pieces, A)
    check_second_order(lambda x: np.sum(of_pieces(x) ** 2), A)


def test_a_list_is_printed_as_it_was_written():
    f = made("np.sum([x, x * x]) * x", "x")
    assert "np.sum([x, x * x])" in s2sad.source(f, "x", mode="forward", args="x: float")

"""Lists of arrays whose length only the run knows: written in place, put together, and the names that alias them."""

import numpy as np
import pytest

from tests.support import Case, check, check_or_refused, check_refused, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


def layers_filled(x, n):
    layers = []
    for _ in range(n):
        layers.append(np.zeros(4))
    for k in range(n):
        for i in range(4):
            layers[k][i] = x[i] * (k + 1)
    total = 0.0
    for layer in layers:
        total += np.sum(layer**2)
    return total


def layers_scaled(x, n):
    layers = [np.zeros(4) for _ in range(n)]
    for k in range(n):
        layers[k][1:] = x[1:] * (k + 1)
        layers[k] *= 2.0
    return sum(np.sum(layer**2) for layer in layers)


def each_layer_written(x, n):
    layers = [x * (k + 1) for k in range(n)]
    for layer in layers:
        layer[0] = 5.0 * x[1] ** 2
    return np.sum(layers[0] ** 2) + np.sum(layers[1] ** 3)


def named_row_written(x, n):
    rows = [x * (k + 1) for k in range(n)]
    for k in range(n):
        row = rows[k]
        for i in range(4):
            row[i] = row[i] ** 2 + x[k]
    return np.sum(rows[0] * rows[n - 1])


def layer_from_the_one_before(x, n):
    layers = [x * 1.0 for _ in range(n)]
    for _ in range(2):
        for k in range(1, n):
            layers[k][1:] += 0.1 * layers[k - 1][:-1]
    return np.sum(np.array(layers))


def replaced_and_written(x, n):
    layers = [np.ones(4) for _ in range(n)]
    for k in range(n):
        layers[k] = layers[k] * x
        layers[k][0] = x[1] * x[2]
    return np.sum(layers[0] * layers[1])


def doubled_before_it_is_kept(x, n):
    kept = []
    for k in range(n):
        u = x * (k + 1)
        u[0] = u[1] ** 2
        kept.append(2.0 * u)
    return np.sum(kept[1] ** 2)


def stacked(x, n):
    history = []
    for k in range(n):
        history.append(np.sin(x * k))
    return np.sum(np.stack(history) ** 2)


def stacked_in_columns(x, n):
    history = []
    for k in range(n):
        history.append(np.sin(x * k))
    return np.sum(np.cumsum(np.stack(history, axis=1) ** 2, axis=1) * np.arange(n))


def joined(x, n):
    parts = [np.sin(x[: k + 1]) for k in range(n)]
    return np.sum(np.concatenate(parts) ** 3)


def joined_beside(x, n):
    parts = [np.sin(x * k)[:, None] for k in range(n)]
    return np.sum(np.cumsum(np.concatenate(parts, axis=1), axis=1) ** 2)


def put_side_by_side(x, n):
    parts = [np.sin(x * k) for k in range(n)]
    return np.sum(np.hstack(parts) * np.vstack(parts).ravel()) + np.sum(np.column_stack(parts) ** 2)


def stacked_rows_of_an_array(a):
    return np.sum(np.concatenate(a.reshape(2, 1, 2)) ** 2) + np.sum(np.stack(a.reshape(2, 2), axis=1)[0] ** 3)


def array_of_list(x, n):
    kept = [x * k for k in range(n)]
    return np.sum(np.array(kept)[:, 1] ** 2)


def mean_of_list(x, n):
    sums = []
    for k in range(n):
        sums.append(np.sum(x * k) ** 2)
    return np.mean(sums) + np.sum(sums) + np.max(sums)


def from_iterator(x, n):
    values = np.fromiter((x[k] * x[k] for k in range(n)), dtype=float)
    return np.sum(values**2) + np.sum(np.fromiter([v * v for v in x], float, count=2) ** 3)


def columns_of_rows(x, n):
    rows = []
    t = x[0]
    for k in range(n):
        t = t + 0.1 * k
        rows.append((t, t * x[k]))
    times, values = zip(*rows)
    return np.array(times) * np.array(values)


def begun_with_a_constant(x, n):
    rows = [np.zeros(2)]
    for k in range(n):
        rows.append(rows[-1] + x[:2] * k if k % 2 else np.ones(2))
    return np.sum(np.array(rows) ** 3)


def largest_of_list(x, n):
    values = [x[k] ** 2 for k in range(n)]
    return max(*values) * min(*values)


CASES = [
    Case(layers_filled, (V4, 3), 0),
    Case(layers_scaled, (V4, 3), 0),
    Case(each_layer_written, (V4, 3), 0),
    Case(named_row_written, (V4, 3), 0),
    Case(layer_from_the_one_before, (V4, 3), 0),
    Case(replaced_and_written, (V4, 3), 0),
    Case(doubled_before_it_is_kept, (V4, 3), 0),
    Case(stacked, (V4, 3), 0),
    Case(stacked_in_columns, (V4, 3), 0),
    Case(joined, (V4, 3), 0),
    Case(joined_beside, (V4, 3), 0),
    Case(put_side_by_side, (V4, 3), 0),
    Case(stacked_rows_of_an_array, (V4,)),
    Case(array_of_list, (V4, 3), 0),
    Case(mean_of_list, (V4, 3), 0),
    Case(from_iterator, (V4, 3), 0),
    Case(columns_of_rows, (V4, 3), 0),
    Case(begun_with_a_constant, (V4, 4), 0),
    Case(largest_of_list, (V4, 4), 0),
]

test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives([c for c in CASES if str(c) != "columns_of_rows"])


# -- one array under two names --------------------------------------------------------------------


def kept_then_written(x, n):
    u = x * 1.0
    history = [u]
    for _ in range(n):
        history.append(u * 2.0)
    u[0] = 7.0 * x[1]
    return np.sum(history[0] ** 2) + np.sum(history[1] ** 2)


def written_beside(x, n):
    u = x * 1.0
    history = [u] + [u * k for k in range(n)]
    u[0] = 7.0 * x[1]
    return np.sum(history[0] ** 2)


def added_list_then_written(x, n):
    u = x * 1.0
    rows = [x * k for k in range(n)] + [u]
    u[0] = 3.0 * x[1]
    return np.sum(rows[-1] ** 2)


def written_through_the_sum_of_lists(x, n):
    u = x * 1.0
    rows = [u] + [x * k for k in range(n)]
    rows[0][0] = 3.0 * x[1]
    return np.sum(u**2)


def one_list_or_another(x, n):
    u, v = x * 1.0, x * 2.0
    rows = [u] if n > 2 else [u, v]
    rows[0][0] = 3.0 * x[1]
    return np.sum(u**2)


def inside_a_row(x, n):
    u = x * 1.0
    rows = []
    for _ in range(n):
        rows.append([u, x * 2.0])
    u[0] = 5.0 * x[1]
    return np.sum(rows[0][0] ** 2)


def inside_a_tuple(x, n):
    rows = [(k, x * k) for k in range(n)]
    rows[1][1][0] = 5.0 * x[1]
    return np.sum(rows[1][1] ** 2)


def extended(x, n):
    u = x * 1.0
    rows = [x * k for k in range(n)]
    rows.extend([u])
    u[0] = 5.0 * x[1]
    return np.sum(rows[-1] ** 2)


def one_array_twice(x, n):
    u = x * 1.0
    rows = [u] * n
    rows[0][0] = 5.0 * x[1]
    return np.sum(rows[1] ** 2)


def a_copy_of_the_list(x, n):
    rows = [x * (k + 1) for k in range(n)]
    others = rows[1:]
    others[0][0] = 5.0 * x[1]
    return np.sum(rows[1] ** 2)


def zipped_then_written(x, n):
    u, v = x * 1.0, x * 2.0
    for a, k in zip([u, v], range(n)):
        a[0] = k * x[1]
    return np.sum(u**2) + np.sum(v**2)


def two_rows_that_are_one(x, n):
    table = [[x[0] * j for j in range(n)] for _ in range(n)]
    first, second = table[n - 1], table[2]
    first[1] = x[1] ** 2
    return second[1] * second[2]


def shared_in_one_round(x, n):
    rows = []
    for _ in range(n):
        u = x * 2.0
        rows.append(u)
        rows.append(u)
    rows[0][0] = x[1] ** 2
    return np.sum(rows[1] ** 2)


def made_before_the_loop(x, n):
    rows = []
    u = x * 2.0
    for _ in range(n):
        rows.append(u)
    rows[0][0] = x[1] ** 2
    return np.sum(rows[1] ** 2)


ALIASES = [
    kept_then_written, added_list_then_written, written_through_the_sum_of_lists, one_list_or_another, inside_a_row,
    inside_a_tuple, extended, one_array_twice, a_copy_of_the_list, zipped_then_written, two_rows_that_are_one,
    shared_in_one_round, made_before_the_loop,
]  # fmt: skip


@pytest.mark.parametrize("function", ALIASES, ids=lambda f: f.__name__)
def test_a_write_is_seen_under_every_name_or_refused(function):
    check_or_refused(function, V4, 3, wrt=0)


def test_the_refusal_shows_who_reads_after_the_write():
    check_refused(written_beside, V4, 3, wrt=0, line="np.sum(history[0] ** 2)")


def test_an_array_that_a_list_had_before_a_loop_is_written():
    check(kept_then_written, V4, 3, wrt=0)


# -- arrays in a list of the caller ---------------------------------------------------------------


def branches_write_parts(arrays, n):
    for k in range(n):
        if k == 0:
            arrays[0][0] += arrays[1][0] ** 2
        else:
            arrays[1][0] += arrays[0][0] ** 2
    return np.sum(arrays[0] * arrays[1])


def parts_written_in_turn(arrays, n):
    for k in range(n):
        arrays[k][0] += arrays[k - 1][0] ** 2
    return np.sum(arrays[0] * arrays[1])


test_parts_of_an_argument = derivatives(
    [
        Case(branches_write_parts, ([V4, V4 * 2.0], 2), 0, order=2),
        Case(parts_written_in_turn, ([V4, V4 * 2.0], 2), 0, order=2),
    ]
)

"""Arrays that are written in place: elements, slices, views, aliases, arguments."""

import numpy as np
import pytest

import s2sad
from tests.language.points import A33, A34, X4, X5, X6
from tests.support import Case, derivatives


def element(x):
    y = np.zeros(3)
    y[0] = x
    y[1] = x * x
    y[2] = y[0] * y[1]
    return y


def element_overwritten(x):
    y = x * x
    y[1] = x[0]
    y[1] = y[1] * y[2]
    return np.sum(y * y)


def element_augmented(x):
    y = x.copy()
    y[0] += x[1] * x[2]
    y[1] *= y[0]
    y[2] -= y[1]
    y[3] /= y[2]
    y[0] **= 2
    return y


def whole_augmented(x):
    y = x * 1.0
    y += x * x
    y *= x
    y -= 0.5 * x
    y /= 2.0 + x * x
    return y


def whole_assigned(x):
    y = np.empty(4)
    y[:] = x * x
    z = np.empty_like(y)
    z[...] = y * x
    return z * y


def slices(x):
    y = np.zeros(6)
    y[1:-1] = x[:-2] * x[2:]
    y[0] = x[0]
    y[::2] += x[1::2]
    y[-2:] *= x[0]
    return y


def reversed_slice(x):
    y = x * x
    y[::-1] += x
    y[::-2] *= 2.0
    return y * x


def rows_and_columns(a):
    b = np.zeros((3, 4))
    b[0] = a[1] * a[2]
    b[:, 1] = a[:, 0] ** 2
    b[1:, 2:] += a[:-1, :2]
    b[2, 3] = b[0, 0] * b[1, 1]
    b[:, -1] *= b[:, 1]
    return b


def broadcast_store(x, a):
    b = np.ones((3, 4))
    b[:] = a
    b[1] = x
    b[:, 2] = x * x
    b[...] *= a
    return b


def view_written(x):
    y = x * x
    v = y[1:3]
    v[0] = 3.0 * x[0]
    v *= 2.0
    return y


def view_read_after_write(x):
    y = x * x
    v = y[1:]
    y[2] = x[0] * x[1]
    return np.sum(v * v) * y[0]


def view_of_view(x):
    y = x * x
    v = y[1:][::-1][:2]
    v[0] = x[0]
    v += x[:2]
    return y * y


def transposed_view(a):
    b = a * a
    t = b.T
    t[0] = a[:, 1]
    t[1:, 0] *= 2.0
    return b * b


def reshaped_view(a):
    b = a * a
    flat = b.reshape(-1)
    flat[3] = a[0, 0]
    b.ravel()[1] = a[1, 1] * flat[3]
    return b * b


def row_views_in_loop(a):
    b = a.copy()
    for row in b:
        row[0] = row[1] * row[2]
        row /= 2.0 + row[3] ** 2
    return b


def indexed_row_views(a):
    b = a.copy()
    for i in range(1, 3):
        previous, current = b[i - 1], b[i]
        current[1:] += previous[:-1] * current[0]
    return b


def alias_written(x):
    y = x * x
    z = y
    z[0] = x[1]
    y[1] = z[0] * x[2]
    return z * y


def alias_rebound(x):
    y = x * x
    z = y
    y = y + 1.0
    z[0] = 5.0 * x[0]
    return y * z


def alias_augmented(x):
    y = x * x
    z = y
    y += x
    return z * y


def copy_is_no_alias(x):
    y = x * x
    z = y.copy()
    y[0] = 0.0
    return z * y


def argument_written(x):
    x[0] = x[1] * x[2]
    x *= 2.0
    return np.sum(x * x)


def argument_overwritten_and_copied(x):
    original = x.copy()
    x[:] = np.sin(x)
    return np.sum(original * x)


def masked_store(x):
    y = x * x
    y[x < 0] = 0.0
    y[x > 1] = np.sqrt(x[x > 1])
    y[y > 3] *= 0.5
    return y * x


def masked_store_of_scalar(x, s):
    y = x.copy()
    y[y < 0.5] = s
    y[x > 0.5] += s * s
    return y * x


def fancy_store(x):
    y = x * x
    y[[0, 2]] = x[[1, 3]] * 2.0
    y[np.array([1, 3])] += x[0]
    return y


def fancy_pairs(a):
    b = a * a
    rows, columns = np.array([0, 1, 2]), np.array([3, 0, 2])
    b[rows, columns] = a[columns % 3, rows] * 3.0
    b[np.ix_([0, 2], [1, 3])] *= 2.0
    return b


def diagonal_store(a):
    b = a @ a
    b[np.arange(3), np.arange(3)] = 1.0
    b[np.diag_indices(3)] += np.diag(a)
    return b


def histogram(x, bins):
    counts = np.zeros(3)
    for value, k in zip(x, bins):
        counts[k] += value * value
    return counts


def add_at(x, index):
    y = np.zeros(4)
    np.add.at(y, index, x * x)
    return y * y


def gathered_and_scattered(u, left, right):
    residual = np.zeros_like(u)
    flux = u[left] * u[right] - u[right] ** 2
    np.add.at(residual, left, flux)
    np.subtract.at(residual, right, flux)
    return residual


def out_argument(x):
    y = np.empty_like(x)
    np.multiply(x, x, out=y)
    np.sin(y, out=y)
    np.add(y, x, y)
    return y


def copied_to(x):
    y = np.zeros(4)
    np.copyto(y, x * x)
    return y * x


def filled_diagonal(a):
    b = a @ a
    np.fill_diagonal(b, a[0, 1])
    return b


def zero_dimensional(x):
    total = np.zeros(())
    total += x
    total[()] = total * x
    return total * 3.0


def stored_then_reduced(x, n):
    y = np.empty((n, 3))
    for k in range(n):
        y[k] = [x, x * k, x**2]
    return y.sum(axis=0)


def list_of_rows(a):
    rows = [a[k] * a[0] for k in range(3)]
    rows[0][1] = a[2, 2]
    rows[2] += rows[0]
    return np.array(rows)


def float32_buffer(x):
    y = np.zeros(4, dtype=np.float64)
    y[:2] = x[2:]
    y[2:] = y[:2] * x[:2]
    return y


def write_after_return_of_view(x):
    y = x * x
    first = y[0]
    y[0] = 7.0
    return first * y[1] + y[0]


def element_is_a_number_not_a_view(x):
    y = x * x
    first = y[0]
    y[0] = x[1]
    y[1] = first * y[0]
    return y


test_derivative = derivatives([
    Case(element, (1.3,)),
    Case(element_overwritten, (X4,)),
    Case(element_augmented, (X4,)),
    Case(whole_augmented, (X4,)),
    Case(whole_assigned, (X4,)),
    Case(slices, (X6,)),
    Case(reversed_slice, (X5,)),
    Case(rows_and_columns, (A34,)),
    Case(broadcast_store, (0.7, A34), ("x", "a")),
    Case(view_written, (X4,)),
    Case(view_read_after_write, (X4,)),
    Case(view_of_view, (X5,)),
    Case(transposed_view, (A34[:, :3],)),
    Case(reshaped_view, (A34,)),
    Case(row_views_in_loop, (A34,)),
    Case(indexed_row_views, (A34,)),
    Case(alias_written, (X4,)),
    Case(alias_rebound, (X4,)),
    Case(alias_augmented, (X4,)),
    Case(copy_is_no_alias, (X4,)),
    Case(argument_written, (X4,)),
    Case(argument_overwritten_and_copied, (X4,)),
    Case(masked_store, (X4,)),
    Case(masked_store_of_scalar, (X4, 0.3), ("x", "s")),
    Case(fancy_store, (X4,)),
    Case(fancy_pairs, (A34,)),
    Case(diagonal_store, (A33,)),
    Case(histogram, (X5, [0, 1, 0, 2, 1]), "x"),
    Case(add_at, (X5, np.array([0, 1, 0, 3, 1])), "x"),
    Case(gathered_and_scattered, (X4, np.array([0, 1, 2, 0]), np.array([1, 2, 3, 3])), "u"),
    Case(out_argument, (X4,)),
    Case(copied_to, (X4,)),
    Case(filled_diagonal, (A33,)),
    Case(zero_dimensional, (1.3,)),
    Case(stored_then_reduced, (0.8, 4), "x"),
    Case(list_of_rows, (A34,)),
    Case(float32_buffer, (X4,)),
    Case(write_after_return_of_view, (X4,)),
    Case(element_is_a_number_not_a_view, (X4,)),
])  # fmt: skip


def scale_into(x, out):
    out[:] = x * x


def uses_scale_into(x):
    out = np.empty(len(x))
    scale_into(x, out)
    return np.sum(out * x)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_one_derivative_serves_every_length(size):
    x = np.linspace(0.5, 1.5, size)
    np.testing.assert_allclose(s2sad.grad(uses_scale_into)(x), 3 * x**2)


def test_an_argument_that_the_function_writes_into_is_written_into_by_its_derivative():
    x, twin = X4.copy(), X4.copy()
    s2sad.grad(argument_written)(x)
    argument_written(twin)
    np.testing.assert_array_equal(x, twin)

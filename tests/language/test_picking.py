"""Items at a place that only the run knows: arrays, objects, rows of a table, functions; written and read."""

from dataclasses import dataclass

import numpy as np

from tests.support import Case, check_or_refused, derivatives, second_derivatives

V4 = np.array([0.3, 1.2, 0.7, 2.1])


def two_buffers(x, n):
    buffers = [x.copy(), np.zeros_like(x)]
    for t in range(n):
        a, b = buffers[t % 2], buffers[(t + 1) % 2]
        b[1:-1] = 0.5 * (a[:-2] + a[2:]) ** 2
    return np.sum(buffers[n % 2] ** 2)


def one_of_two_written(x, k):
    u, v = x * 1.0, x * 2.0
    (u, v)[k][0] = 5.0 * x[1] ** 2
    return np.sum(u**2) + np.sum(v**3)


def value_of_a_dict_written(x, k):
    fields = {"u": x * 1.0, "v": x * 2.0}
    list(fields.values())[k][0] = 5.0 * x[1]
    return np.sum(fields["u"] ** 2) + np.sum(fields["v"] ** 3)


def arrays_of_an_argument(arrays, k):
    arrays[k][0] = arrays[1 - k][1] * 3.0
    return np.sum(arrays[0] * arrays[1])


def pairs_of_buffers(x, k):
    u, v = x * 1.0, x * 2.0
    a, b = [(u, v), (v, u)][k]
    return np.sum(a**2) + np.sum(b**3)


def three_buffers_in_turn(x, n):
    u = [x.copy() for _ in range(3)]
    for _ in range(n):
        u[2][1:-1] = 2 * u[1][1:-1] - u[0][1:-1] + 0.1 * (u[1][2:] + u[1][:-2]) ** 2
        u = [u[1], u[2], u[0]]
    for _ in range(n):
        u[2][1:-1] = u[1][1:-1] * u[0][:-2]
        u[0], u[1], u[2] = u[1], u[2], u[0]
    return np.sum(u[1] ** 2)


@dataclass
class Body:
    mass: float
    place: float
    speed: float = 0.0

    @property
    def momentum(self):
        return self.mass * self.speed

    def push(self, force, step):
        self.speed += step * force / self.mass


def bodies_attract(x, n):
    bodies = [Body(1.0, x[0]), Body(2.0, x[1]), Body(1.5, x[3])]
    for _ in range(n):
        for i in range(len(bodies)):
            for j in range(len(bodies)):
                if i != j:
                    gap = bodies[j].place - bodies[i].place
                    bodies[i].push(bodies[j].mass * gap / (abs(gap) ** 3 + 1.0), 0.1)
        for body in bodies:
            body.place += 0.1 * body.speed
    return sum(body.momentum * body.place for body in bodies)


def attribute_at_a_place(x, n):
    bodies = [Body(1.0, x[0]), Body(2.0, x[1])]
    for k in range(n):
        bodies[k].place += x[2] * k
    bodies[n - 1].speed = x[3] ** 2
    return bodies[0].place * bodies[1].place + bodies[1].speed


def array_of_an_object(x, k):
    bodies = [Body(1.0, x * 1.0), Body(2.0, x * 2.0)]
    bodies[k].place[0] = 5.0 * x[1]
    return np.sum(bodies[1].place ** 2) + np.sum(bodies[0].place ** 3)


class Circle:
    def __init__(self, r):
        self.r = r

    def area(self):
        return 3.0 * self.r**2


class Square:
    def __init__(self, a):
        self.a = a

    def area(self):
        return self.a**2


def one_of_two_classes(x, k):
    shapes = [Circle(x), Square(2.0 * x)]
    return shapes[k].area() * shapes[1 - k].area()


def dicts_at_a_place(x, n):
    rows = [{"p": x[0]}, {"p": x[1]}]
    for k in range(n):
        rows[k]["p"] += x[2] * k
    return rows[0]["p"] * rows[1]["p"]


def functions_at_a_place(x, k):
    functions = [lambda v: v * x, lambda v: v**3, lambda v: x]
    return functions[k](x) + functions[k - 1](2.0 * x)


def largest_object(x):
    bodies = [Body(1.0, x), Body(3.0, x * x), Body(2.0, 2 * x)]
    return max(bodies, key=lambda body: body.place).place * min(bodies, key=lambda body: body.place).mass


def objects_in_order(x):
    bodies = [Body(1.0, x), Body(3.0, x * x), Body(2.0, 2 * x)]
    bodies = sorted(bodies, key=lambda body: body.place, reverse=True)
    return bodies[0].place * bodies[1].place ** 2


def negative_place(x, k):
    bodies = [Body(1.0, x), Body(2.0, x * x)]
    return bodies[-k].place * bodies[k - 2].mass


CASES = [
    Case(two_buffers, (V4, 3), 0),
    Case(two_buffers, (V4, 4), 0, name="two_buffers_4"),
    Case(one_of_two_written, (V4, 0), 0),
    Case(one_of_two_written, (V4, 1), 0, name="the_other_written"),
    Case(one_of_two_written, (V4, -2), 0, name="counted_from_the_end"),
    Case(value_of_a_dict_written, (V4, 1), 0),
    Case(arrays_of_an_argument, ([V4, V4 * 2.0], 1), 0),
    Case(pairs_of_buffers, (V4, 1), 0),
    Case(three_buffers_in_turn, (V4, 3), 0),
    Case(bodies_attract, (V4, 2), 0),
    Case(attribute_at_a_place, (V4, 2), 0),
    Case(array_of_an_object, (V4, 1), 0),
    Case(one_of_two_classes, (1.3, 1), 0),
    Case(dicts_at_a_place, (V4, 2), 0),
    Case(functions_at_a_place, (1.3, 1), 0),
    Case(largest_object, (1.3,)),
    Case(objects_in_order, (1.3,)),
    Case(negative_place, (1.3, 1), 0),
]
test_derivative = derivatives(CASES)
test_second_derivative = second_derivatives(CASES)


# -- tables ---------------------------------------------------------------------------------------


def table_of_three(x, n):
    table = [[0.0] * 3 for _ in range(3)]
    for k in range(n):
        table[k][1] = x[k] ** 2
    return table[0][1] + table[1][1] * table[2][1]


def table_in_a_double_loop(x, n):
    table = [[0.0] * n for _ in range(3)]
    for k in range(3):
        for j in range(n):
            table[k][j] = x[k] * x[j] + table[k - 1][j]
    return table[0][1] + table[1][1] * table[1][0]


def table_of_appended_rows(x, n):
    grid = []
    for i in range(n):
        row = []
        for j in range(n):
            row.append(x[i] * x[j])
        grid.append(row)
    for i in range(n):
        for j in range(n):
            grid[i][j] = grid[i][j] * 2.0 + grid[j][i]
    return sum(sum(row) for row in grid)


def table_copied_row_by_row(x, n):
    table = [[0.0] * n for _ in range(n)]
    other = [row[:] for row in table]
    for k in range(2):
        table[k][1] += x[1] ** 2
    return other[0][1] * x[0] + table[1][1]


def table_of_the_caller(table, n):
    for k in range(n):
        for i in range(k + 1, n):
            factor = table[i][k] / table[k][k]
            for j in range(k, n):
                table[i][j] -= factor * table[k][j]
    return table[0][0] * table[1][1]


def rows_of_the_caller_kept(table, n):
    row = table[0]
    for i in range(n):
        table[i][0] = table[i][1] ** 2
    return row[0] * table[1][0]


def rows_of_different_lengths(table, i, j):
    table[i][j] += table[i][j] ** 2
    table[i][j - 1] = table[i][j] * table[0][0]
    return sum(sum(row) for row in table)


def shortest_ways(table, n):
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if table[i][k] * table[k][j] < table[i][j]:
                    table[i][j] = table[i][k] * table[k][j]
    return sum(sum(row) for row in table)


TABLE = [[1.0, 2.0], [3.0, 4.5]]
OF_THE_CALLER = [
    Case(table_of_the_caller, (TABLE, 2), 0),
    Case(rows_of_different_lengths, ([[1.0], [2.0, 3.0]], 1, 1), 0),
    Case(shortest_ways, ([[1.5, 0.4], [0.7, 1.3]], 2), 0),
]
test_second_derivative_of_a_table = second_derivatives(OF_THE_CALLER)
test_table = derivatives(
    [
        *OF_THE_CALLER,
        Case(rows_of_the_caller_kept, (TABLE, 2), 0),
        Case(table_of_three, (V4, 3), 0),
        Case(table_in_a_double_loop, (V4, 3), 0),
        Case(table_of_appended_rows, (V4, 3), 0),
        Case(table_copied_row_by_row, (V4, 3), 0),
    ]
)


def row_kept_aside(x, n):
    table = [[0.0, 0.0, 0.0] for _ in range(3)]
    row = table[2]
    for k in range(n):
        table[k][1] = x[1] ** 2
    return row[1]


def one_row_twice(x, n):
    row = [0.0, 0.0, 0.0]
    table = [row, row]
    for k in range(2):
        table[k][1] += x[1] ** 2
    return table[0][1] + row[1]


def rows_of_two_tables(x, n):
    table = [[0.0, 0.0, 0.0] for _ in range(3)]
    other = [table[0], table[1], table[2]]
    for k in range(n):
        table[k][1] = x[1] ** 2
    return other[1][1]


def test_a_row_under_two_names_is_right_or_refused():
    for function in (row_kept_aside, one_row_twice, rows_of_two_tables):
        check_or_refused(function, V4, 3, wrt=0)

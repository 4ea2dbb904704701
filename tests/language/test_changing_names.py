"""Lists, dicts and objects that change names in loops, and items that are known by their place in a list."""

import numpy as np

from tests.support import Case, derivatives, second_derivatives

X = np.array([0.7, 1.3, 0.4])
M = [[0.5, 1.2, -0.3], [2.0, 0.1, 0.7], [1.1, -3.0, 0.2]]


class Particle:
    def __init__(self, x, v):
        self.x = x
        self.v = v


class Node:
    def __init__(self, value, left=None, right=None):
        self.value = value
        self.left = left
        self.right = right


class Buffer:
    def __init__(self):
        self.items = []
        self.total = 0.0

    def push(self, v):
        if len(self.items) > 2:
            self.total += sum(self.items) ** 2
            self.items = []
        self.items.append(v)


def buffers(x, n):
    a = [x[0] + i for i in range(n)]
    b = [0.0 for i in range(n)]
    for _ in range(3):
        for i in range(1, n - 1):
            b[i] = a[i - 1] * x[1] + a[i + 1] * x[2] + b[i] * a[i]
        a, b = b, a
    return sum(a) + b[1]


def levels(x, n):
    old, new = {0: x[0]}, {}
    for _ in range(n):
        for key in old:
            new[key + 1] = new.get(key + 1, 0.0) + old[key] * x[1]
            new[key - 1] = new.get(key - 1, 0.0) + old[key] * x[2]
        old, new = new, {}
    return sum(v * v for v in old.values())


def row_and_last(x, n):
    row, last = [], [x[0]]
    for _ in range(n):
        for v in last:
            row.append(v * x[1])
            row.append(v + x[2])
        row, last = [], row
    return sum(last)


def three_roles(x, n):
    a, b, c = [x[0]], [x[1]], [x[2]]
    for k in range(n):
        a[0] = b[0] * c[0]
        a, b, c = b, c, a
        b.append(k * x[0])
    return sum(a) + sum(b) * sum(c)


def objects_swap(x, n):
    a, b = Particle(x[0], 1.0), Particle(x[1], 2.0)
    for _ in range(n):
        a, b = b, a
        a.x *= 0.9 * x[2] * b.v
    return a.x * b.x + a.v


def determinant(rows):
    n = len(rows)
    rows = [row[:] for row in rows]
    d = 1.0
    for k in range(n):
        p = k
        for i in range(k + 1, n):
            if abs(rows[i][k]) > abs(rows[p][k]):
                p = i
        if p != k:
            rows[p], rows[k] = rows[k], rows[p]
            d = -d
        d *= rows[k][k]
        for i in range(k + 1, n):
            f = rows[i][k] / rows[k][k]
            for j in range(k + 1, n):
                rows[i][j] -= f * rows[k][j]
    return d


def arrays_change_places(x, n):
    rows = [x * (i + 1) + np.cos(np.arange(3) * (i + 1)) for i in range(n)]
    for k in range(n - 1):
        p = k + int(np.argmax([abs(rows[i][k]) for i in range(k, n)]))
        rows[k], rows[p] = rows[p], rows[k]
        for r in range(k + 1, n):
            rows[r] -= rows[r][k] / rows[k][k] * rows[k]
    return rows[0][0] * rows[1][1] * rows[2][2]


def by_turns(x, n):
    rows = [[np.cos(i) * x[0], x[1] + i] for i in range(n)]
    for k in range(n - 1):
        kept = rows[k]
        rows[k] = rows[k + 1]
        rows[k + 1] = kept
        rows[k][0] *= x[2]
    return rows[0][0] * rows[0][1] + rows[-1][1] * rows[1][0]


def sorted_and_written(x, n):
    rows = [[np.cos(i) * x[0], x[1] + i] for i in range(n)]
    for _ in range(2):
        rows = sorted(rows, key=lambda r: r[0])
        for k in range(n):
            rows[k][1] *= x[2] * k
        rows.insert(0, rows.pop(1))
    return sum(r[0] * r[1] * (k + 1) for k, r in enumerate(rows))


def two_rows(x, n):
    table = [[x[0]] * n for _ in range(n)]
    for i in range(1, n):
        row = table[i]
        up = table[i - 1]
        for j in range(n):
            row[j] = up[j] * x[1] + x[2]
            up[j] *= x[0]
    return sum(sum(r) for r in table)


def row_before(x, n):
    rows = [[x[0] * i, x[1]] for i in range(n)]
    last = rows[0]
    for k in range(1, n):
        row = rows[k]
        row[0] = last[0] * x[2] + row[1]
        last[1] = row[0] * x[0]
        last = row
    return sum(r[0] * r[1] for r in rows)


def chosen_row(x, n):
    rows = [[x[0] * i, x[1] * np.cos(i)] for i in range(n)]
    best = rows[0]
    for row in rows:
        if row[1] < best[1]:
            best = row
    best[0] = x[2]
    return sum(r[0] * r[1] for r in rows)


def pairs(x, n):
    ps = [Particle(x[0] * i, x[1]) for i in range(n)]
    for i in range(n):
        for j in range(i + 1, n):
            p, q = ps[i], ps[j]
            force = 0.1 * (q.x - p.x) * x[2] * p.v
            p.v += force
            q.v -= force
    return sum(p.v**2 for p in ps)


def popped_and_put_back(x, n):
    stack = [x * i for i in range(n)]
    total = 0.0
    while stack:
        top = stack.pop()
        top *= 2 * x[1]
        total += top[0] * top[1]
        if top[0] > 3:
            top[0] = top[0] / 9
            stack.append(top)
    return total


def bound_anew(x, n):
    buffer = Buffer()
    record = {"items": [], "total": 0.0}
    for i in range(n):
        buffer.push(x[i % 3] * i)
        record["items"].append(x[i % 3] * i)
        if len(record["items"]) == 3:
            record["total"] += sum(record["items"]) ** 2
            record["items"] = []
    return buffer.total + sum(buffer.items) + record["total"] * sum(record["items"])


def along_a_list(x):
    head = Node(x[0], Node(x[1], Node(x[2])))
    node = head
    while node is not None:
        node.value *= 2 * x[0]
        node = node.left
    total = 0.0
    while head:
        total += head.value**2
        head = head.left
    return total


def over_a_tree(x):
    stack = [Node(x[0], Node(x[1], Node(x[2])), Node(1.0))]
    total = 0.0
    while stack:
        node = stack.pop()
        total += node.value**3
        if node.left is not None:
            stack.append(node.left)
        if node.right is not None:
            stack.append(node.right)
    return total


def edit_distance(x, one, other):
    """Rows of a table that is never kept, over two texts."""
    row = [j * x[0] for j in range(len(other) + 1)]
    for i, a in enumerate(one, 1):
        last, row = row, [i * x[1]]
        for j, b in enumerate(other, 1):
            row.append(min(last[j] + x[0], row[j - 1] + x[1], last[j - 1] + (0.0 if a == b else x[2])))
    return row[-1] * x[0]


def shorter_from_the_first_round(x, n):
    items, table = [x[0], x[1], x[2]], {"a": [1, 2, 3]}
    for i in range(n):
        items = [items[-1] * x[i], items[0] * 2]
        table["a"] = [table["a"][-1] * x[i], table["a"][0]]
    return items[-1] * items[0] * len(items) + len(table["a"]) * sum(table["a"])


CASES = [
    Case(edit_distance, (X, "kitten", "sitting"), "x"),
    Case(determinant, (M,)),
    Case(along_a_list, (X,)),
    Case(over_a_tree, (X,)),
    Case(arrays_change_places, (X, 3)),
    *(
        Case(function, (X, 4))
        for function in (
            buffers, levels, row_and_last, three_roles, objects_swap, by_turns, sorted_and_written, two_rows,
            row_before, chosen_row, pairs, popped_and_put_back,
        )
    ),
    Case(bound_anew, (X, 8)),
    Case(shorter_from_the_first_round, (X, 3), "x"),
]  # fmt: skip
test_both_modes = derivatives(CASES)
TWICE = (buffers, objects_swap, by_turns, along_a_list, shorter_from_the_first_round)
test_second_order = second_derivatives([case for case in CASES if case.function in TWICE])

import ast

import pytest

from s2sad.source.write.layout import WIDTH, text_of

LONG = [
    "total = " + " + ".join(f"quantity_{i} * weight_{i}" for i in range(6)),
    "def function(" + ", ".join(f"parameter_{i}" for i in range(9)) + "):\n    return parameter_0",
    "def f(x):\n    return np.concatenate((" + ", ".join(f"block_{i}[1:, None]" for i in range(8)) + "), axis=0)",
    "record[first_index, second_index] -= scale * (" + " - ".join(f"field[{i}, 1:-1]" for i in range(7)) + ")",
    "if " + " and ".join(f"first_{i} <= second_{i}" for i in range(6)) + ":\n    x = 1",
    "np.add.at(" + ", ".join(f"array_number_{i}" for i in range(8)) + ")",
    'x = function("a (string, with brackets", ' + ", ".join(f"argument_{i}" for i in range(7)) + ")[0]",
    "y = value_of(alpha_alpha_alpha_alpha)[index_index_index_index, 1:-1] if test_of_something(x) else other_value(x)",
]


@pytest.mark.parametrize("text", LONG)
def test_long_lines_fit_and_mean_the_same(text):
    made = text_of(ast.parse(text))
    assert max(map(len, made.splitlines())) <= WIDTH
    assert ast.dump(ast.parse(made)) == ast.dump(ast.parse(text))


def test_items_stand_on_a_line_each():
    text = "a = np.array([" + ", ".join(f"[{i}.0, first_{i}, second_{i}]" for i in range(4)) + "])"
    assert text_of(ast.parse(text)).strip().splitlines() == [
        "a = np.array(",
        "    [",
        "        [0.0, first_0, second_0],",
        "        [1.0, first_1, second_1],",
        "        [2.0, first_2, second_2],",
        "        [3.0, first_3, second_3],",
        "    ]",
        ")",
    ]


def test_short_lines_stay_as_they_are():
    assert text_of(ast.parse("x = f(a, b) + c")) == "x = f(a, b) + c\n"

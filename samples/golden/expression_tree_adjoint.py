import math


def evaluate_grad(tree, values):
    """Gradient of evaluate with respect to values (reverse mode), from
    expression_tree.py:41.
    """
    # forward sweep
    left = tree.left
    left = left.left
    argument = left.argument
    operand = argument.operand
    left = operand.left
    right = left.right
    value = right.value
    right = operand.right
    value_1 = right.value
    right = tree.right
    left = right.left
    right_1 = left.right
    value_2 = right_1.value
    right = right.right
    right = right.right
    value_3 = right.value
    a = values["a"]
    b = values["b"]
    left = a**value
    left = math.exp(-(left / value_1))
    right = math.sin(b)
    left_1 = a - value_2
    left_2 = b * b
    right_1 = left_2 + value_3
    right_2 = left_1 / right_1
    # reverse sweep
    b_bar = -2.0 * (right_2 / right_1) * b + math.cos(b) * left
    t = value * a ** (value - (value != 0)) * (left * right / value_1)
    return {"a": 1.0 / right_1 - t, "b": b_bar}

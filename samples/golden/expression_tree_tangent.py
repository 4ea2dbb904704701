import math


def evaluate_tangent(tree, values, values_dot):
    """Tangent of evaluate with respect to values (forward mode), from
    expression_tree.py:41.
    """
    t = values_dot["a"]
    t_1 = values_dot["b"]
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
    left_dot = value * a ** (value - (value != 0)) * t
    left = math.exp(-(left / value_1))
    right = math.sin(b)
    left_1 = left * right
    left_dot = left * math.cos(b) * t_1 - left * (left_dot / value_1) * right
    left = a - value_2
    left_2 = b * b
    right = left_2 + value_3
    right_1 = left / right
    right_dot = (t - 2.0 * right_1 * t_1 * b) / right
    return left_1 + right_1, left_dot + right_dot

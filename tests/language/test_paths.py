"""``wrt`` as a path into an argument: the result mirrors the part that was asked for, and nothing else is computed."""

import copy
import pickle
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad.cli import main
from tests import trees

X = np.array([0.4, -1.1, 0.7])
THETA = np.array([0.3, 1.2, -0.8, 0.5, 2.0, -1.4])
W = np.arange(9.0).reshape(3, 3) / 5 - 0.6
Affine = namedtuple("Affine", "scale shift")


@dataclass
class Layer:
    weights: np.ndarray
    bias: float
    name: str = "tanh"


@dataclass(frozen=True)
class Settings:
    rate: float
    offsets: np.ndarray


class Slotted:
    __slots__ = ("gain", "weights")

    def __init__(self, weights, gain):
        self.weights, self.gain = weights, gain


class Model:
    def __init__(self):
        self.weights = np.array([0.3, -0.5, 0.8])
        self.bias = 0.25
        self.options = {"scale": 1.5, "name": "model"}
        self.layers = [Layer(X * 0.5, 0.1), Layer(X + 1.0, -0.3)]
        self.calls = 0

    def loss(self, x):
        self.calls += 1
        return np.sum(np.tanh(self.weights * x + self.bias) ** 2) * self.options["scale"]

    def deep(self, x):
        for layer in self.layers:
            x = np.tanh(layer.weights * x + layer.bias)
        return np.sum(x * self.weights)

    def __call__(self, x):
        return self.loss(x) * 2.0


def predicted(params, x):
    return np.sum(np.tanh(x @ params["w"] + params["b"]) ** 2) * params["scale"]


def network(layers, x):
    for layer in layers:
        x = np.tanh(layer.weights * x + layer.bias)
    return np.sum(x * x)


def polynomial(theta, x):
    return np.sum(theta**3) * x + theta[3] * theta[0]


def written(theta, x):
    theta = theta.copy()
    theta[1:] *= theta[:-1]
    return np.sum(theta) * x


def matrix(a):
    return np.sum(a @ a.T) * a[0, 1]


def numbers(xs):
    return xs[0] * xs[1] ** 2 + sum(x * x * x for x in xs)


def nested(tree):
    return np.sum(tree["a"][0].scale * tree["a"][1] ** 2) * tree["b"].rate + np.sum(tree["b"].offsets ** 3)


def namespace(p):
    return np.sum(p.a * p.b**2)


def slotted(p):
    return np.sum(np.sin(p.weights) * p.gain)


def collected(*args, **kwargs):
    return np.sum(args[0] ** 2 * args[1]) * kwargs["scale"]


TREE = {"a": (Affine(0.7, 0.2), X), "b": Settings(0.3, X * 2.0), "c": "name"}


@dataclass
class Row:
    function: Callable[..., Any]
    args: tuple[Any, ...]
    wrt: str
    get: Callable[..., Any]  # the part, of the arguments
    put: Callable[..., Any]  # in the arguments, which are a copy, another part
    method: str = ""  # the first argument is an object, and the function its method of this name

    def value(self, part):
        args = copy.deepcopy(self.args)
        given = self.put(args, part)
        return self.function(*(args if given is None else given))

    def derived(self, form):
        if self.method:
            owner = copy.deepcopy(self.args[0])
            return form(getattr(owner, self.method), self.wrt), copy.deepcopy(self.args[1:])
        return form(self.function, self.wrt), copy.deepcopy(self.args)

    def __str__(self):
        return f"{self.method or self.function.__name__}-{self.wrt}"


def put_item(*keys):
    def put(args, part):
        owner = args[0]
        for key in keys[:-1]:
            owner = owner[key] if not isinstance(key, str) or isinstance(owner, dict) else getattr(owner, key)
        if isinstance(owner, dict | list | np.ndarray):
            owner[keys[-1]] = part
        else:
            setattr(owner, keys[-1], part)

    return put


LAYERS = [Layer(X * 0.5, 0.1), Layer(X + 1.0, -0.3)]
PARAMS = {"w": W, "b": X, "scale": 1.5}

ROWS = [
    Row(predicted, (PARAMS, X), "params['b']", lambda p, x: p["b"], put_item("b")),
    Row(predicted, (PARAMS, X), "params['w']", lambda p, x: p["w"], put_item("w")),
    Row(predicted, (PARAMS, X), "params['w'][1]", lambda p, x: p["w"][1], put_item("w", 1)),
    Row(predicted, (PARAMS, X), "params['scale']", lambda p, x: p["scale"], put_item("scale")),
    Row(network, (LAYERS, X), "layers[0].bias", lambda p, x: p[0].bias, put_item(0, "bias")),
    Row(network, (LAYERS, X), "layers[-1].weights", lambda p, x: p[1].weights, put_item(1, "weights")),
    Row(network, (LAYERS, X), "layers[1:]", lambda p, x: p[1:], put_item(slice(1, None))),
    Row(polynomial, (THETA, 2.0), "theta[2:5]", lambda t, x: t[2:5], put_item(slice(2, 5))),
    Row(polynomial, (THETA, 2.0), "theta[::-2]", lambda t, x: t[::-2], put_item(slice(None, None, -2))),
    Row(polynomial, (THETA, 2.0), "theta[-3]", lambda t, x: t[-3], put_item(-3)),
    Row(written, (THETA, 2.0), "theta[:3]", lambda t, x: t[:3], put_item(slice(3))),
    Row(matrix, (W,), "a[:, 1]", lambda a: a[:, 1], put_item((slice(None), 1))),
    Row(matrix, (W,), "a[0, 1:]", lambda a: a[0, 1:], put_item((0, slice(1, None)))),
    Row(numbers, ([0.4, 1.2, -0.3],), "xs[1]", lambda xs: xs[1], put_item(1)),
    Row(numbers, ([0.4, 1.2, -0.3],), "xs[1:]", lambda xs: xs[1:], put_item(slice(1, None))),
    Row(nested, (TREE,), "tree['b'].offsets", lambda t: t["b"].offsets,
        lambda args, part: ({**args[0], "b": Settings(args[0]["b"].rate, part)},)),
    Row(nested, (TREE,), "tree['b']", lambda t: t["b"], put_item("b")),
    Row(nested, (TREE,), "tree['a'][0].scale", lambda t: t["a"][0].scale,
        lambda args, part: ({**args[0], "a": (args[0]["a"][0]._replace(scale=part), args[0]["a"][1])},)),
    Row(nested, (TREE,), "tree['a']", lambda t: t["a"], put_item("a")),
    Row(namespace, (SimpleNamespace(a=0.4, b=X),), "p.b", lambda p: p.b, put_item("b")),
    Row(slotted, (Slotted(X, 0.6),), "p.weights", lambda p: p.weights, put_item("weights")),
    Row(Model.loss, (Model(), X), "self.weights", lambda m, x: m.weights, put_item("weights")),
    Row(Model.loss, (Model(), X), "self.weights", lambda m, x: m.weights, put_item("weights"), "loss"),
    Row(Model.loss, (Model(), X), "self.bias", lambda m, x: m.bias, put_item("bias"), "loss"),
    Row(Model.loss, (Model(), X), "self.options['scale']", lambda m, x: m.options["scale"],
        put_item("options", "scale"), "loss"),
    Row(Model.deep, (Model(), X), "self.layers[0].weights", lambda m, x: m.layers[0].weights,
        put_item("layers", 0, "weights"), "deep"),
    Row(Model.__call__, (Model(), X), "self.weights", lambda m, x: m.weights, put_item("weights"), "__call__"),
]  # fmt: skip


def direction(row, seed):
    return trees.direction(row.get(*copy.deepcopy(row.args)), np.random.default_rng(seed))


def slope(row, dot):
    """The derivative along a direction, by central differences of fourth order."""
    part = copy.deepcopy(row.get(*row.args))
    ahead, behind, far, near = (row.value(trees.moved(part, s * 1e-3, dot)) for s in (1, -1, 2, -2))
    return (8 * (ahead - behind) - (far - near)) / 12e-3


def bend(row, dot):
    """The second derivative along a direction."""
    part = copy.deepcopy(row.get(*row.args))
    steps = [row.value(trees.moved(part, s * 2e-3, dot)) for s in (-2, -1, 0, 1, 2)]
    return float(np.dot([-1, 16, -30, 16, -1], steps)) / 12 / 4e-6


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_gradient(row):
    grad, args = row.derived(s2sad.grad)
    found, dot = grad(*args), direction(row, 1)
    trees.transform(lambda a, b: np.testing.assert_equal((np.shape(b), np.asarray(b).dtype), (np.shape(a), float)),
                    row.get(*row.args), found)  # fmt: skip
    assert trees.inner(dot, found)[0] == pytest.approx(slope(row, dot), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_tangent(row):
    tangent, args = row.derived(s2sad.tangent)
    dot = direction(row, 2)
    value, value_dot = tangent(*args, dot)
    assert value == row.value(row.get(*copy.deepcopy(row.args)))
    assert value_dot == pytest.approx(slope(row, dot), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_second_order(row):
    product, args = row.derived(s2sad.hvp)
    dot = direction(row, 3)
    assert trees.inner(dot, product(args, dot))[0] == pytest.approx(bend(row, dot), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("row", [row for row in ROWS if isinstance(row.get(*row.args), np.ndarray | float)], ids=str)
def test_every_other_form(row):
    part, (jacobian, args) = row.get(*row.args), row.derived(s2sad.jacobian)
    gradient = row.derived(s2sad.grad)[0](*args)
    np.testing.assert_allclose(jacobian(*copy.deepcopy(args)), gradient)
    value, both = row.derived(s2sad.value_and_grad)[0](*copy.deepcopy(args))
    np.testing.assert_array_equal(both, gradient)
    np.testing.assert_allclose(row.derived(s2sad.adjoint)[0](*copy.deepcopy(args), 2.0)[1], 2.0 * gradient)
    hessian, _ = row.derived(s2sad.hessian)
    assert np.shape(hessian(*copy.deepcopy(args))) == 2 * np.shape(part)
    if isinstance(part, float):
        assert row.derived(s2sad.derivative)[0](*copy.deepcopy(args)) == pytest.approx(float(gradient))
    function = getattr(row.args[0], row.method) if row.method else row.function
    assert s2sad.check_derivative(function, *args, wrt=row.wrt).agrees
    assert s2sad.jvp(function, args, (np.ones_like(part),), wrt=row.wrt)[1] == pytest.approx(np.sum(gradient))
    np.testing.assert_allclose(s2sad.vjp(function, *args, wrt=row.wrt)[1](1.0), gradient)


def test_several_paths():
    both = s2sad.grad(predicted, wrt=("params['b']", "x", "params['scale']"))(PARAMS, X)
    for found, wrt in zip(both, ("params['b']", "x", "params['scale']"), strict=True):
        np.testing.assert_allclose(found, s2sad.grad(predicted, wrt=wrt)(PARAMS, X))


def test_slices_that_overlap():
    wrt = ("theta[2:5]", "theta[4:]")
    whole = s2sad.grad(polynomial)(THETA, 2.0)
    first, second = s2sad.grad(polynomial, wrt=wrt)(THETA, 2.0)
    np.testing.assert_array_equal(first, whole[2:5])
    np.testing.assert_array_equal(second, whole[4:])
    dots = np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0])
    _, dot = s2sad.tangent(polynomial, wrt=wrt)(THETA, 2.0, *dots)
    assert dot == pytest.approx(whole[2:] @ [1.0, 2.0, 13.0, 20.0])


def test_nothing_is_computed_for_the_rest():
    source = s2sad.grad(predicted, wrt="params['b']")
    source(PARAMS, X)
    assert "w_bar" not in source.source and "scale_bar" not in source.source


def test_seeds_are_called_by_their_paths():
    tangent = s2sad.tangent(network, wrt=("layers[0].bias", "layers[1].bias"))
    assert tangent.seeds == ("layers_0_bias_dot", "layers_1_bias_dot")
    assert s2sad.tangent(Model().loss, wrt="self.weights").seeds == ("weights_dot",)
    assert s2sad.tangent(polynomial, wrt=("theta[:2]", "theta[2:]")).seeds == ("theta_dot", "theta_dot_1")


def test_the_objects_own_attributes_at_each_call():
    """The method's derivative sees what its object is at the time, and counts as the method does."""
    model = Model()
    gradient = s2sad.grad(model.loss, wrt="self.weights")
    first = gradient(X)
    model.weights = model.weights * 2.0
    model.bias = -0.5
    assert model.calls == 1 and not np.array_equal(gradient(X), first) and model.calls == 2
    np.testing.assert_array_equal(gradient(X), s2sad.grad(Model.loss, wrt="self.weights")(model, X))


def test_integers_count_as_floats():
    assert s2sad.grad(numbers, wrt="xs[1]")([1, 2, 3]) == 2 * 1 * 2 + 3 * 4
    assert s2sad.grad(namespace, wrt="p.a")(SimpleNamespace(a=2, b=3.0)) == 9.0


def test_arguments_that_are_collected():
    for wrt, expected in (("args[0]", 2 * X * 3.0), (0, 2 * X * 3.0), (1, X @ X), ("scale", X @ X * 3.0 / 1.0)):
        found = s2sad.grad(collected, wrt=wrt)(X, 3.0, scale=1.0)
        np.testing.assert_allclose(found, expected)
    args, scale = s2sad.grad(collected, wrt=("args", "kwargs['scale']"))(X, 3.0, scale=2.0)
    np.testing.assert_allclose(args[0], 2 * X * 6.0)
    assert args[1] == pytest.approx(X @ X * 2.0) and scale == pytest.approx(X @ X * 3.0)


def test_the_decorator():
    class Fitted:
        def __init__(self):
            self.weights = X

        @s2sad.differentiable(wrt="self.weights")
        def loss(self, x):
            return np.sum(self.weights**2) * x

    model = Fitted()
    np.testing.assert_allclose(model.loss.grad(model, 2.0), 4.0 * X)


def test_the_command_line(tmp_path, capsys):
    file = tmp_path / "program.py"
    file.write_text("import numpy as np\n\n\ndef f(theta, p):\n    return np.sum(theta**2) * p['a'][0] + p['b']\n")
    at = "theta=np.ones(6), p={'a': [1.0, 2.0], 'b': 3.0}"
    assert main(["check", f"{file}:f", "--wrt", "theta[2:5], p['a'][0]", "--at", at]) == 0
    assert "p['a'][0]" in capsys.readouterr().out
    assert main(["dump", f"{file}:f", "--wrt", "theta[2:5]", "--args", "theta: f8[n]", "--mode", "reverse"]) == 0
    assert "[2:5]" in capsys.readouterr().out


@pytest.mark.parametrize("function, wrt, args, message", [
    (predicted, "params['scal']", (PARAMS, X), "params has no key 'scal'; did you mean 'scale'?"),
    (predicted, "params['q']", (PARAMS, X), "params has no key 'q'; it has 'w', 'b', 'scale'"),
    (predicted, "parms['w']", (PARAMS, X), "has no parameter 'parms'; did you mean 'params'?"),
    (predicted, "params.w", (PARAMS, X), "params is a dict"),
    (predicted, "params['b'][7]", (PARAMS, X), r"params\['b'\]\[7\]: index 7 is out of bounds"),
    (predicted, "params['b'].T", (PARAMS, X), "is a ndarray: s2sad knows no attributes of it"),
    (predicted, "params['b']['c']", (PARAMS, X), "its items are named by integers and slices"),
    (predicted, "params['b'", (PARAMS, X), "is not a name, or a path such as"),
    (predicted, "params['b'] + 1", (PARAMS, X), "is not a name, or a path such as"),
    (predicted, ("params", "params['b']"), (PARAMS, X), "names a part twice: params and params"),
    (predicted, ("x", "x"), (PARAMS, X), "names a parameter twice: x"),
    (network, "layers[0].nam", (LAYERS, X), r"layers\[0\] has no attribute 'nam'; did you mean 'name'?"),
    (network, "layers[0].name", (LAYERS, X), "is 'tanh', which nothing can be differentiated in"),
    (network, "layers[5]", (LAYERS, X), r"layers\[5\]: list index out of range"),
    (polynomial, "x[2:5]", (THETA, 2.0), "x is a float, which has no items"),
    (polynomial, "theta[2:5]", (np.arange(6), 2.0), "is an array of int64, which has no derivative"),
    (Model().loss, "self.weigths", (X,), "self has no attribute 'weigths'; did you mean 'weights'?"),
    (Model().loss, "self.calls.x", (X,), "self.calls is a int"),
    (numbers, "xs[0]", ([Fraction(1, 2), 2.0],), "is a Fraction, which NumPy does not compute with"),
    (numbers, "xs", ([Decimal(1), 2.0],), "is a Decimal, which NumPy does not compute with"),
])  # fmt: skip
def test_wrong_paths(function, wrt, args, message):
    with pytest.raises(s2sad.WrtError, match=message):
        s2sad.grad(function, wrt=wrt)(*args)


def test_a_path_into_what_is_not_known():
    with pytest.raises(s2sad.WrtError, match="call the derivative, or say what the arguments are"):
        s2sad.source(predicted, wrt="params['w']")


def test_an_object_that_holds_itself():
    model = Model()
    model.me = model
    np.testing.assert_allclose(s2sad.grad(model.loss)(X), s2sad.grad(Model().loss)(X))
    with pytest.raises(s2sad.ArgumentTypeError, match="holds itself"):
        s2sad.grad(model.loss, wrt="self.weights")(X)


def test_paths_travel():
    for function, wrt, args in ((Model().loss, "self.weights", (X,)), (predicted, "params['b']", (PARAMS, X))):
        gradient = s2sad.grad(function, wrt=wrt)
        found = gradient(*args)
        np.testing.assert_array_equal(pickle.loads(pickle.dumps(gradient))(*args), found)

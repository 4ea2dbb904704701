"""Every rule, both modes, against a numerical derivative and against each other."""

from __future__ import annotations

import numpy as np
import pytest

from s2sad.calculus import registry
from tests.calculus.evaluate import Case, check

rng = np.random.default_rng(3)


def a(*shape, low=0.2, high=0.9):
    return rng.uniform(low, high, shape)


def distinct(*shape):
    """Numbers that stay in their order when they move a little."""
    return rng.permutation(np.linspace(0.2, 0.9, int(np.prod(shape)))).reshape(shape)


def z(*shape):
    return a(*shape) + 1j * a(*shape)


def spd(*batch, n=3):
    m = rng.uniform(-1, 1, (*batch, n, n))
    return m @ np.swapaxes(m, -1, -2) + n * np.eye(n)


def general(*shape):
    return rng.uniform(-1, 1, shape) + 2 * np.eye(shape[-1])


UNARY = """exp exp2 expm1 log log2 log10 log1p sqrt cbrt square reciprocal sin cos tan arcsin arccos arctan sinh cosh tanh
    arcsinh arctanh deg2rad rad2deg absolute fabs negative positive sinc real imag conjugate angle nan_to_num""".split()
MATH = """exp expm1 log log2 log10 log1p sqrt sin cos tan asin acos atan sinh cosh tanh asinh atanh fabs radians degrees erf
    erfc""".split()
SHAPES = [(), (1,), (3,), (2, 3), (0,), (2, 1, 2)]


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_elementwise(name, shape):
    check(f"numpy.{name}", a(*shape))
    check(f"numpy.{name}", 0.4)
    check(f"numpy.{name}", -0.4) if name in "exp sin absolute fabs square cbrt sinc".split() else None


@pytest.mark.parametrize("name", [n for n in UNARY if n not in ("cbrt", "deg2rad", "rad2deg", "fabs", "log1p")])
def test_elementwise_complex(name):
    check(f"numpy.{name}", z(3))


@pytest.mark.parametrize("name", MATH)
def test_math(name):
    check(f"math.{name}", 0.4)


def test_arccosh():
    check("numpy.arccosh", a(3) + 1.5)
    check("math.acosh", 1.7)


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "sin", "asin", "tanh"])
def test_cmath(name):
    check(f"cmath.{name}", 0.4 + 0.3j)


PAIRS = [
    (a(3), a(3)), (a(2, 3), a(3)), (a(3), a(2, 3)), (a(2, 1), a(1, 3)), (a(2, 3), 0.6), (0.6, a(2, 3)), (0.3, 0.8), (a(1), a(3)),
    (a(2, 3), a(2, 1)), (np.float64(0.4), a(2)), (a(), a(2)), (a(0), a(1)), (a(0, 3), a(3)), (a(1, 1), 0.5), (a(2, 3), a(1)),
]  # fmt: skip
BINARY = """operator.add operator.sub operator.mul operator.truediv operator.pow operator.mod numpy.maximum numpy.minimum numpy.fmax
    numpy.fmin numpy.hypot numpy.arctan2 numpy.logaddexp numpy.logaddexp2 numpy.fmod numpy.copysign numpy.power numpy.divmod
    """.split()


@pytest.mark.parametrize("prim", BINARY)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{np.shape(p[0])}{np.shape(p[1])}")
def test_pairs(prim, pair):
    check(prim, *pair)


@pytest.mark.parametrize("prim", ["operator.add", "operator.sub", "operator.mul", "operator.truediv", "operator.pow"])
def test_pairs_complex(prim):
    case = Case(prim, a(2, 3), z(3))
    assert not np.iscomplexobj(case.adjoint("x", z(2, 3), case.view(True)))
    check(prim, z(2, 3), z(3))
    check(prim, a(2, 3), z(3))
    check(prim, z(3), a(2, 1))
    check(prim, 0.4, 0.3 + 0.2j)


@pytest.mark.parametrize("n", [0, 1, 2, 3, -1, -2, 5])
def test_integer_powers(n):
    check("operator.pow", a(3), n)
    check("operator.pow", 0.7, n)
    check("operator.pow", -0.7, n)
    check("operator.pow", np.array([-0.3, 0.6]), np.array([n, n]))


def test_powers_at_zero():
    for n in (1, 2, 3):
        check("operator.pow", np.array([0.0, 0.5]), n)
    assert Case("operator.pow", np.zeros(2), 0).tangent("x", np.ones(2), Case("operator.pow", np.zeros(2), 0).view(True)).tolist() == [0, 0]
    case = Case("operator.pow", np.zeros(2), np.zeros(2, int))
    np.testing.assert_array_equal(case.tangent("x", np.ones(2), case.view(True)), 0)
    case = Case("operator.pow", 0.0, 1.5)
    assert case.tangent("y", 1.0, case.view(False)) == 0
    assert case.tangent("x", 1.0, case.view(False)) == 0


def test_number_rules_of_python_use_no_numpy():
    for prim in "add sub mul truediv mod floordiv neg pos".split():
        rule = registry.find(f"operator.{prim}")
        if hasattr(rule, "tangent"):
            assert "np." not in rule.tangent(frozenset(rule.parameters))
    case = Case("operator.pow", 0.5, 3)
    assert "np." not in case.rule.tangent(frozenset("x"), case.view(True))


AXES = [{}, {"axis": 0}, {"axis": 1}, {"axis": -1}, {"axis": (0, 2)}, {"axis": (-1, 0)}, {"axis": None}, {"axis": (0, 1, 2)}, {"axis": ()}]
REDUCTIONS = "sum mean prod max min var std ptp nansum linalg.norm".split()


@pytest.mark.parametrize("name", REDUCTIONS)
@pytest.mark.parametrize("axes", AXES, ids=str)
@pytest.mark.parametrize("keepdims", [False, True])
def test_reductions(name, axes, keepdims):
    if name == "linalg.norm" and axes.get("axis") in [(0, 1, 2), ()]:
        return
    if name == "std" and axes.get("axis") == ():
        return
    check(f"numpy.{name}", distinct(2, 3, 4), **axes, keepdims=keepdims)
    check(f"numpy.{name}", distinct(2, 1, 2), **axes, keepdims=keepdims) if name != "std" or 1 not in [axes.get("axis")] else None


@pytest.mark.parametrize("name", "sum mean prod max min var std ptp linalg.norm cumsum cumprod".split())
def test_reductions_of_vectors(name):
    check(f"numpy.{name}", a(4))
    check(f"numpy.{name}", a(4), axis=0)
    if name not in ("max", "min", "ptp"):
        check(f"numpy.{name}", z(4))
    if name not in ("cumsum", "cumprod", "linalg.norm"):
        check(f"numpy.{name}", a()) if name != "std" else None
        check(f"numpy.{name}", [0.2, 0.4, 0.7])
    if name in ("sum", "prod", "cumsum", "cumprod"):
        check(f"numpy.{name}", a(0))
        check(f"numpy.{name}", a(2, 0), axis=1)


def test_var_options():
    check("numpy.var", a(2, 5), axis=1, ddof=1)
    check("numpy.std", z(2, 5), axis=0, ddof=1)


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
@pytest.mark.parametrize("zeros", [0, 1, 2])
def test_products_with_zeros(axis, zeros):
    x = a(3, 4)
    x[1, :zeros] = 0.0
    x[2, 0] = 0.0 if zeros == 2 else x[2, 0]
    check("numpy.prod", x, axis=axis)
    check("numpy.cumprod", x, axis=axis)


def test_prod_over_several_axes_with_zeros():
    x = a(2, 3, 2)
    x[0, 1, 0] = 0.0
    check("numpy.prod", x, axis=(0, 2))
    check("numpy.prod", x, axis=(2, 1), keepdims=True)


@pytest.mark.parametrize("axis", [None, 0, 1, -2])
def test_cumulative(axis):
    check("numpy.cumsum", a(3, 4), axis=axis)
    check("numpy.cumprod", a(3, 4) - 0.5, axis=axis)


@pytest.mark.parametrize("order", [1, 2, 3, 2.5, np.inf, -np.inf])
def test_vector_norms(order):
    static = dict(ord=order)
    case = Case("numpy.linalg.norm", distinct(4) - 0.5, **static)
    view = case.view(True)
    object.__setattr__(view, "static", {**view.static, **static})
    for smaller in (False, True):
        case.check_one("x", view, rng, smaller, 1e-6, 1e-7)
    case = Case("numpy.linalg.norm", z(2, 4), axis=1, **static)
    view = case.view(True)
    object.__setattr__(view, "static", {**view.static, **static})
    for smaller in (False, True):
        case.check_one("x", view, rng, smaller, 1e-6, 1e-7)


@pytest.mark.parametrize("order", [1, -1, 2, -2, np.inf, -np.inf, "fro", "nuc"])
@pytest.mark.parametrize("make", [a, z])
def test_matrix_norms(order, make):
    case = Case("numpy.linalg.norm", make(3, 4) - 0.5, ord=order)
    view = case.view(True)
    object.__setattr__(view, "static", {**view.static, "ord": order})
    for smaller in (False, True):
        case.check_one("x", view, rng, smaller, 1e-5, 1e-6)


def test_norm_at_zero_is_zero():
    for keywords in ({}, {"ord": 2}, {"ord": 1}, {"ord": 3}):
        case = Case("numpy.linalg.norm", np.zeros(3), **keywords)
        np.testing.assert_array_equal(case.tangent("x", np.ones(3), case.view(True)), 0)


def test_norm_whose_kind_is_not_known_is_refused():
    rule = registry.find("numpy.linalg.norm")
    from s2sad.calculus.rule import CallView

    with pytest.raises(LookupError):
        rule.tangent(frozenset("x"), CallView(frozenset({"x", "ord"}), {"ord": 1}))


MATMUL = [
    (a(3), a(3)), (a(2, 3), a(3)), (a(3), a(3, 2)), (a(2, 3), a(3, 4)), (a(5, 2, 3), a(3, 4)), (a(2, 3), a(5, 3, 4)), (a(5, 2, 3), a(5, 3, 4)),
    (a(5, 1, 2, 3), a(4, 3, 2)), (a(3), a(5, 3, 2)), (a(5, 2, 3), a(3)), (a(4, 5, 2, 3), a(3)), (a(3), a(2, 5, 3, 2)), (z(2, 3), z(3, 2)),
    (a(1, 2, 3), a(5, 3, 4)), (a(0, 3), a(3, 2)), (a(2, 0), a(0, 3)),
]  # fmt: skip


@pytest.mark.parametrize("pair", MATMUL, ids=lambda p: f"{np.shape(p[0])}{np.shape(p[1])}")
def test_matmul(pair):
    check("operator.matmul", *pair)
    check("numpy.matmul", *pair)


DOT = [(0.3, a(3)), (a(3), 0.3), (0.3, 0.4), (a(3), a(3)), (a(2, 3), a(3)), (a(3), a(3, 2)), (a(2, 3), a(3, 4)), (a(5, 2, 3), a(3)),
       (a(5, 2, 3), a(3, 4)), (a(3), a(5, 3, 2)), (a(2, 3), a(5, 3, 4)), (a(2, 5, 3), a(4, 3, 2)), (a(), a(2, 2)), (z(2, 3), z(3))]  # fmt: skip


@pytest.mark.parametrize("pair", DOT, ids=lambda p: f"{np.shape(p[0])}{np.shape(p[1])}")
def test_dot(pair):
    check("numpy.dot", *pair)


@pytest.mark.parametrize("pair", [(a(3), a(3)), (0.3, a(2, 3)), (a(2, 3), a(3)), (a(3), a(2, 3)), (a(4, 3), a(2, 5, 3)), (z(3), z(3))],
                         ids=lambda p: f"{np.shape(p[0])}{np.shape(p[1])}")  # fmt: skip
def test_inner(pair):
    check("numpy.inner", *pair)


def test_other_products():
    check("numpy.vdot", a(3), a(3))
    check("numpy.vdot", z(2, 3), z(6))
    check("numpy.outer", a(3), a(4))
    check("numpy.outer", a(2, 3), a(4))
    check("numpy.cross", a(3), a(3))
    check("numpy.cross", a(4, 3), a(3))
    check("numpy.kron", a(2, 3), a(3, 2))
    check("numpy.kron", a(2), a(3))


@pytest.mark.parametrize("axes", [0, 1, 2, (1, 0), ((0, 1), (1, 0)), ((1,), (0,)), ((-1, 0), (0, 1))], ids=str)
def test_tensordot(axes):
    shapes = {"0": ((2, 3), (4,)), "1": ((2, 3), (3, 4)), "2": ((5, 2, 3), (2, 3, 4)), "(1, 0)": ((2, 3, 4), (3, 5))}
    shapes |= {"((0, 1), (1, 0))": ((2, 3, 4), (3, 2, 5)), "((1,), (0,))": ((2, 3, 4), (3, 5)), "((-1, 0), (0, 1))": ((2, 4, 3), (3, 2, 5))}
    left, right = shapes[str(axes)]
    check("numpy.tensordot", a(*left), a(*right), axes=axes)
    check("numpy.tensordot", a(*left), a(*right), axes)


EINSUMS = [
    ("ij,jk->ik", (2, 3), (3, 4)), ("ij,jk", (2, 3), (3, 4)), ("ii->i", (3, 3)), ("ii", (3, 3)), ("ij->", (2, 3)), ("i,j->ij", (2,), (3,)),
    ("i,i", (3,), (3,)), ("ij->ji", (2, 3)), ("ij,j->j", (2, 3), (3,)), ("...ij,...jk->...ik", (4, 2, 3), (4, 3, 2)),
    ("...ij,jk->...ik", (4, 2, 3), (3, 2)), ("bij,bjk,bk->bi", (2, 3, 4), (2, 4, 3), (2, 3)), ("ijk->j", (2, 3, 4)), ("iij->j", (3, 3, 2)),
    ("...ii->...i", (2, 3, 3)), ("ij,ij->ij", (1, 3), (2, 3)), ("i,->i", (3,), ()), ("...i,...i->...", (2, 1, 3), (4, 3)), ("a,a,a", (3,), (3,), (3,)),
    ("ij,kl->", (2, 3), (2, 2)), ("i,ij,j", (2,), (2, 3), (3,)),
]  # fmt: skip


@pytest.mark.parametrize("spec", EINSUMS, ids=lambda s: s[0])
def test_einsum(spec):
    check("numpy.einsum", spec[0], *(a(*shape) for shape in spec[1:]))


def test_solve():
    check("numpy.linalg.solve", general(3, 3), a(3))
    check("numpy.linalg.solve", general(3, 3), a(3, 2))
    check("numpy.linalg.solve", general(4, 3, 3), a(4, 3, 2))
    check("numpy.linalg.solve", general(3, 3), a(4, 3, 2))
    check("numpy.linalg.solve", general(4, 3, 3), a(3, 2))
    check("numpy.linalg.solve", general(4, 3, 3), a(3))
    check("numpy.linalg.solve", general(3, 3) + 1j * a(3, 3), z(3))


def test_matrix_functions():
    check("numpy.linalg.inv", general(3, 3))
    check("numpy.linalg.inv", general(4, 3, 3))
    check("numpy.linalg.inv", general(3, 3) + 1j * a(3, 3))
    check("numpy.linalg.det", general(3, 3))
    check("numpy.linalg.det", general(4, 3, 3))
    check("numpy.linalg.det", general(3, 3) + 1j * a(3, 3))
    check("numpy.linalg.det", np.zeros((2, 2)))
    check("numpy.linalg.det", np.diag([1.0, 2.0, 0.0]))
    check("numpy.linalg.slogdet", general(3, 3))
    check("numpy.linalg.slogdet", -general(3, 3))
    check("numpy.linalg.slogdet", general(4, 3, 3))
    check("numpy.linalg.slogdet", general(3, 3) + 1j * a(3, 3))
    check("numpy.linalg.cholesky", spd())
    check("numpy.linalg.cholesky", spd(4))
    m = a(3, 3) + 1j * a(3, 3)
    check("numpy.linalg.cholesky", m @ np.conj(m.T) + 3 * np.eye(3))


SHAPING = [
    ("reshape", (2, 6), (3, 4)), ("reshape", (2, 6), -1), ("reshape", (2, 6), (2, -1, 2)), ("ravel", (2, 3)), ("ravel", ()), ("transpose", (2, 3)),
    ("transpose", (2, 3, 4)), ("transpose", (2, 3, 4), (1, 2, 0)), ("transpose", (2, 3, 4), (-1, 0, 1)), ("swapaxes", (2, 3, 4), 0, -1),
    ("moveaxis", (2, 3, 4), 0, -1), ("moveaxis", (2, 3, 4), (0, 1), (-1, 0)), ("squeeze", (1, 3, 1)), ("squeeze", (1, 3, 1), 0),
    ("expand_dims", (2, 3), 1), ("expand_dims", (2, 3), (0, -1)), ("broadcast_to", (3,), (2, 3)), ("broadcast_to", (1, 3), (4, 2, 3)),
    ("broadcast_to", (), (2,)), ("atleast_1d", ()), ("atleast_2d", (3,)), ("atleast_3d", (2, 3)), ("atleast_2d", (2, 3)), ("flip", (2, 3)),
    ("flip", (2, 3), 1), ("flip", (2, 3), (0, 1)), ("fliplr", (2, 3)), ("flipud", (2, 3)), ("roll", (5,), 2), ("roll", (2, 3), 1), ("roll", (2, 3), -1, 1),
    ("roll", (2, 3), (1, 2), (0, 1)), ("rot90", (2, 3)), ("rot90", (2, 3), 3), ("triu", (3, 3)), ("triu", (3, 4), 1), ("tril", (3, 3), -1), ("diag", (3,)),
    ("diag", (3,), 1), ("diag", (3, 3)), ("diag", (3, 4), 1), ("diag", (4, 3), -2), ("diagonal", (3, 4)), ("diagonal", (3, 4), 1),
    ("diagonal", (2, 3, 3), 0, 1, 2), ("diagonal", (2, 3, 3), -1, 2, 0), ("trace", (3, 3)), ("trace", (3, 4), 1), ("trace", (2, 3, 4), -1, 1, 2),
    ("trace", (3, 4, 2), 0, 0, 1), ("repeat", (3,), 2), ("repeat", (2, 3), 2), ("repeat", (2, 3), 2, 0), ("repeat", (2, 3), 3, -1), ("tile", (3,), 2),
    ("tile", (2, 3), (2, 1)), ("tile", (3,), (2, 2)), ("tile", (2, 3), 2), ("copy", (2, 3)), ("pad", (3,), 1), ("pad", (2, 3), (1, 0)),
    ("pad", (2, 3), ((1, 2), (0, 1))), ("pad", (4,), 2, "edge"), ("pad", (4,), (2, 1), "reflect"), ("pad", (2, 3), 1, "symmetric"), ("pad", (5,), 2, "wrap"),
    ("diff", (5,)), ("diff", (5,), 2), ("diff", (3, 4), 1, 0), ("diff", (3, 4), 2, -1), ("sort", (5,)), ("sort", (3, 4)), ("sort", (3, 4), 0), ("sort", (3, 4), None),
    ("asarray", (2, 3)), ("array", (3,)), ("take", (5,), 2), ("take", (3, 4), -1, 1), ("append", (3,), 0.3), ("split", (6,), 3), ("split", (6, 2), [1, 4]), ("array_split", (7,), 3),
    ("split", (2, 6), 2, 1), ("split", (2, 6), 2, -1), ("vsplit", (4, 2), 2), ("hsplit", (4, 2), 2), ("hsplit", (4,), 2), ("split", (6,), [2, 2]),
]  # fmt: skip


@pytest.mark.parametrize("call", SHAPING, ids=str)
def test_shaping(call):
    name, shape, *rest = call
    Case(f"numpy.{name}", a(*shape), *rest).check()
    if name not in ("sort",):
        Case(f"numpy.{name}", z(*shape), *rest).check()


def test_repeat_by_counts():
    check("numpy.repeat", a(3), np.array([2, 0, 3]))
    check("numpy.repeat", a(3, 2), np.array([2, 0, 3]), 0)


def test_take():
    check("numpy.take", a(5), np.array([0, 3, 3]))
    check("numpy.take", a(3, 4), np.array([0, 3, 3]))
    check("numpy.take", a(3, 4), np.array([[0, 3], [3, 1]]), 1)
    check("numpy.take", a(3, 4), np.array([0, 2, 0]), axis=0)
    check("numpy.take_along_axis", a(3, 4), np.array([[0, 1], [1, 1], [3, 0]]), 1)
    check("numpy.take_along_axis", a(3, 4), np.array([[0, 2, 2, 1]]), 0)
    check("numpy.compress", np.array([True, False, True]), a(3, 2), axis=0)
    check("numpy.compress", np.array([True, False, True]), a(3))
    check("numpy.extract", np.array([True, False, True]), a(3))


@pytest.mark.parametrize("index", [
    0, -1, slice(1, None), slice(None, None, -1), (0, 1), (slice(None), 0), (None, 0), Ellipsis, (Ellipsis, 1), (slice(None), None, 1),
    np.array([0, 1, 1, 0]), np.array([[0], [1]]), (np.array([0, 0]), np.array([2, 2])), np.array([True, False]), (0, slice(0, 2)),
    (slice(None), np.array([True, False, True])),
], ids=str)  # fmt: skip
def test_getitem(index):
    check("operator.getitem", a(2, 3), index)


def test_joining():
    for axis in (0, 1, -1, -2):
        check("numpy.concatenate", (a(2, 3), a(2, 3)), axis=axis)
        check("numpy.concatenate", [a(2, 3), a(2, 3), a(2, 3)], axis)
        check("numpy.stack", (a(2, 3), a(2, 3)), axis=axis)
    check("numpy.concatenate", (a(2), a(3), a(0)))
    check("numpy.stack", [a(3), a(3)])
    check("numpy.stack", [0.1, 0.2, 0.3])
    for name in ("vstack", "hstack", "column_stack", "dstack"):
        check(f"numpy.{name}", (a(3), a(3)))
        check(f"numpy.{name}", (a(2, 3), a(2, 3)))
    check("numpy.vstack", (a(3), a(2, 3)))
    check("numpy.hstack", (0.3, a(3)))
    check("numpy.column_stack", (a(3), a(3, 2)))
    check("numpy.append", a(2, 3), a(1, 3), 0)
    check("numpy.append", a(2, 3), a(2))


def test_conversions():
    check("numpy.array", [0.1, 0.2])
    check("numpy.array", [[0.1, 0.2], [0.3, 0.4]])
    check("numpy.array", [a(3), a(3)])
    check("numpy.asarray", [[0.1, a()], [0.3, 0.4]])
    check("ndarray.astype", a(3), np.float64)
    check("ndarray.astype", a(3), complex)
    check("builtins.float", 0.3)
    check("builtins.float", a())
    check("ndarray.item", a(1))
    check("numpy.full", (2, 3), 0.4)
    check("numpy.full", (2, 3), a(3))
    check("numpy.linspace", 0.2, 0.7, 5)
    check("numpy.linspace", 0.2, 0.7, num=4, endpoint=False)
    check("numpy.arange", 0.2, 1.0, 0.3)


def test_choices():
    c = np.array([True, False, True])
    check("numpy.where", c, a(3), a(3))
    check("numpy.where", c, a(2, 3), 0.3)
    check("numpy.where", c[:, None], a(3), a(3, 1))
    x = np.array([-0.5, 0.1, 0.4, 0.9, 1.6])
    check("numpy.clip", x, 0.0, 1.0)
    check("numpy.clip", x, 0.2, 0.8)
    check("numpy.clip", x, None, 0.8)
    check("numpy.clip", x, 0.2, None)
    check("numpy.clip", x, a(2, 1) - 0.5, 1.0)
    for x in (a(4), np.array([-1.0, 0.2, 2.0]), 0.37):
        Case("numpy.interp", x, np.array([0.0, 0.33, 1.0]), a(3)).check(only=["x", "fp"])


def test_branch_not_taken_does_not_poison():
    case = Case("numpy.where", np.array([True, False]), np.array([1.0, np.inf]), np.array([np.nan, 2.0]))
    assert np.isfinite(case.tangent("x1", np.array([1.0, np.nan]), case.view(True))).all()
    assert np.isfinite(case.adjoint("x2", np.array([np.inf, 1.0]), case.view(True))).all()


def test_ties_share():
    case = Case("numpy.maximum", np.array([1.0, 2.0]), 1.0)
    assert case.tangent("x", np.ones(2), case.view(True)).tolist() == [0.5, 1.0]
    case = Case("numpy.max", np.array([2.0, 1.0, 2.0]))
    assert case.adjoint("a", 1.0, case.view(True)).tolist() == [0.5, 0.0, 0.5]
    case = Case("builtins.max", 2.0, 2.0, 1.0)
    assert case.adjoint("args", 1.0, case.view(True)) == (0.5, 0.5, 0.0)
    case = Case("numpy.abs", np.zeros(2))
    assert case.tangent("x", np.ones(2), case.view(True)).tolist() == [0.0, 0.0]
    case = Case("builtins.abs", 0.0)
    assert case.adjoint("x", 1.0, case.view(False)) == 0.0


def test_python_functions():
    check("builtins.abs", -0.3)
    check("builtins.abs", a(3) - 0.5)
    check("builtins.abs", 0.3 + 0.4j)
    check("builtins.divmod", 0.7, 0.3)
    check("builtins.pow", 0.7, 0.3)
    check("builtins.max", 0.7, 0.3)
    check("builtins.min", 0.7, 0.3, 0.5)
    check("builtins.max", [0.7, 0.3])
    check("builtins.max", a(4))
    check("builtins.sum", [0.7, 0.3])
    check("builtins.sum", [0.7, a(3)], 0.5)
    check("builtins.sum", a(3, 2))
    check("math.fsum", [0.7, 0.3])
    check("math.fsum", a(3))
    check("math.pow", 0.7, 0.3)
    check("math.hypot", 0.7, 0.3)
    check("math.hypot", 0.7, 0.3, 0.2)
    check("math.atan2", 0.7, 0.3)
    check("math.copysign", 0.7, -0.3)
    check("math.fmod", 0.7, 0.3)
    check("math.remainder", 0.7, 0.4)
    check("math.log", 0.7, 3.0)


@pytest.mark.parametrize("call", [("erf", 0.3), ("erfc", a(3)), ("erfinv", a(3)), ("expit", a(3)), ("logit", a(3)), ("ndtr", a(3)), ("gammaln", a(3)),
                                  ("gamma", 0.7), ("xlogy", a(3), a(3)), ("logsumexp", a(2, 3)), ("softmax", a(2, 3)), ("j0", a(3))], ids=lambda c: c[0])  # fmt: skip
def test_scipy(call):
    pytest.importorskip("scipy.special")
    check(f"scipy.special.{call[0]}", *call[1:])


@pytest.mark.parametrize("call", [("numpy.sum", 1, ["where"]), ("numpy.sum", 1, ["out"]), ("numpy.sum", 3, []), ("numpy.exp", 1, ["where"]),
                                  ("numpy.exp", 2, []), ("operator.mul", 1, []), ("numpy.einsum", 2, ["out"]), ("numpy.linalg.cholesky", 1, ["upper"])])  # fmt: skip
def test_calls_that_a_rule_does_not_cover_are_refused(call):
    prim, positional, keywords = call
    with pytest.raises(LookupError, match="does not cover"):
        registry.find(prim).bind(positional, keywords)


def test_a_parameter_without_differential_is_refused():
    with pytest.raises(LookupError, match="no derivative in 'ddof'"):
        registry.find("numpy.var").tangent(frozenset({"a", "ddof"}))

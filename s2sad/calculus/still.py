"""Functions whose derivative is zero wherever it exists."""

from __future__ import annotations

from s2sad.calculus.registry import still

NUMPY = """
    floor ceil rint trunc fix round around signbit floor_divide
    equal not_equal less less_equal greater greater_equal logical_and logical_or logical_not logical_xor
    isnan isinf isfinite isneginf isposinf isclose allclose array_equal array_equiv
    isreal iscomplex isscalar iscomplexobj isrealobj
    bitwise_and bitwise_or bitwise_xor bitwise_not invert left_shift right_shift
    shape ndim size result_type can_cast finfo iinfo issubdtype
    argmax argmin nanargmax nanargmin argsort argpartition lexsort searchsorted digitize
    nonzero flatnonzero argwhere count_nonzero
    any all zeros_like ones_like empty_like in1d isin shares_memory may_share_memory
    zeros ones empty eye identity indices tri diag_indices tril_indices triu_indices
    array_str array_repr array2string base_repr binary_repr format_float_positional format_float_scientific
    broadcast_shapes einsum_path iterable isfortran isdtype isnat common_type min_scalar_type promote_types mintypecode
    spacing typename unravel_index ravel_multi_index diag_indices_from tril_indices_from triu_indices_from mask_indices
    bitwise_count gcd lcm packbits unpackbits linalg.matrix_rank bartlett blackman hamming hanning
"""
OPERATOR = "eq ne lt le gt ge is_ is_not contains not_ and_ or_ xor invert lshift rshift floordiv indexOf countOf"
MATH = "floor ceil trunc isnan isinf isfinite isclose factorial comb perm gcd lcm isqrt ulp"
BUILTINS = "int round len bool isinstance issubclass type hash id callable str repr range"

still(*(f"np.{name}" for name in NUMPY.split()))
still(*(f"operator.{name}" for name in OPERATOR.split()))
still(*(f"math.{name}" for name in MATH.split()))
still("bisect.bisect_left", "bisect.bisect_right", *BUILTINS.split())
still("ndarray.dtype", "ndarray.tobytes", "ndarray.flags", "ndarray.nbytes", "ndarray.itemsize", "ndarray.strides")
still("bisect.bisect_left", "bisect.bisect_right")
still("s2sad.stop")

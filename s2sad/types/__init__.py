"""What is known of values: types of operations by trying them, of annotations, of live values, and their joins."""

from s2sad.types.dims import never_one
from s2sad.types.elements import element_type
from s2sad.types.infer import infer
from s2sad.types.merge import merge
from s2sad.types.parse import annotation_type, parse_types
from s2sad.types.values import (
    attributes_of,
    equal_dims,
    free_type,
    is_code,
    signature_key,
    signature_keys,
    type_of_value,
)
from s2sad.types.view import Inferred

__all__ = [
    "Inferred",
    "annotation_type",
    "attributes_of",
    "element_type",
    "equal_dims",
    "free_type",
    "infer",
    "is_code",
    "merge",
    "never_one",
    "parse_types",
    "signature_key",
    "signature_keys",
    "type_of_value",
]

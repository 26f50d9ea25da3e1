"""What a call is given: arguments dropped, exchanged, turned and added."""

from __future__ import annotations

from itertools import pairwise

import libcst as cst

from tests.mutation.place import (
    Place,
    called,
    is_method,
    keywords,
    number,
    operators,
    positional,
    renamed,
    with_arguments,
    with_keyword,
)

OPERATORS, operator = operators()

OTHER_DTYPES = {"int64": "int32", "long": "int32", "float32": "float64", "float": "float64"}
BATCH_FIRST = ("RNN", "LSTM", "GRU", "pad_sequence", "pack_padded_sequence", "pad_packed_sequence")
REDUCTIONS = ("sum", "mean", "argmax", "max", "min", "norm", "softmax")
LIKE = {"zeros_like": "zeros", "ones_like": "ones", "empty_like": "empty"}
NEW = {"new_zeros": "zeros", "new_ones": "ones", "new_empty": "empty", "new_full": "full"}
SYMMETRIC = ("max", "min", "transpose", "swapaxes", "equal", "isclose", "allclose", "maximum", "minimum")
NAMED = ("dtype", "device", "batch_first", "keepdim")  # operators of their own


def without_named(call: cst.Call, name: str) -> cst.Call:
    """Return a call without one of the arguments given by name."""
    return with_arguments(call, [a for a in call.args if a is not keywords(call)[name]])


def valued(call: cst.Call, name: str, value: str) -> cst.Call:
    """Return a call with another value for an argument given by name."""
    old = keywords(call)[name]
    new = old.with_changes(value=cst.parse_expression(value))
    return call.with_changes(args=[new if a is old else a for a in call.args])


@operator("dtype", cst.Call)
def other_dtype(node, place):
    """A dtype left out, or another one."""
    if "dtype" in keywords(node):
        yield without_named(node, "dtype")
        code = place.code(keywords(node)["dtype"].value)
        other = OTHER_DTYPES.get(code.removeprefix("torch."), "float32")
        yield valued(node, "dtype", f"torch.{other}")
    if called(node) in ("float", "long") and is_method(node) and not node.args:
        yield renamed(node, "double" if called(node) == "float" else "int")


@operator("device", cst.Call)
def other_device(node, place):
    """A device left out; something made on the CPU, with the default dtype, instead of like a tensor."""
    if "device" in keywords(node):
        yield without_named(node, "device")
    given = ", ".join(place.code(a.with_changes(comma=cst.MaybeSentinel.DEFAULT)) for a in node.args)
    if called(node) in NEW and is_method(node):
        yield f"torch.{NEW[called(node)]}({given})"
    if called(node) in LIKE and len(node.args) == 1:
        yield f"torch.{LIKE[called(node)]}({given}.shape)"


@operator("batch_first", cst.Call)
def other_batch_first(node, place):
    """`batch_first` left out, or added."""
    if "batch_first" in keywords(node):
        yield without_named(node, "batch_first")
    elif called(node) in BATCH_FIRST:
        yield with_keyword(node, "batch_first", "True")


@operator("keepdim", cst.Call)
def other_keepdim(node, place):
    """`keepdim` left out, or added where an axis is named."""
    if "keepdim" in keywords(node):
        yield without_named(node, "keepdim")
    elif called(node) in REDUCTIONS and called(node) != "softmax" and is_reduction(node):
        yield with_keyword(node, "keepdim", "True")


def is_reduction(call: cst.Call) -> bool:
    """Tell whether a call reduces along an axis that it names."""
    given = positional(call)
    return "dim" in keywords(call) or (bool(given) and number(given[-1].value) is not None)


@operator("bias", cst.Call)
def without_bias(node, place):
    """A layer without its bias."""
    if called(node) in ("Linear", "RNN", "LSTM", "GRU") and "bias" not in keywords(node):
        yield with_keyword(node, "bias", "False")


@operator("flag turned", cst.Name)
def turned(node, place):
    """False for True, and True for False."""
    if node.value in ("True", "False"):
        yield str(node.value == "False")


@operator("argument dropped", cst.Call)
def without_argument(node, place: Place):
    """An argument by name left out, or the last of several without."""
    for name in keywords(node).keys() - set(NAMED):
        yield without_named(node, name)
    given = positional(node)
    if len(given) > (0 if is_method(node) else 1):
        yield with_arguments(node, [a for a in node.args if a is not given[-1]])


@operator("arguments exchanged", cst.Call)
def exchanged(node, place):
    """Two neighbouring arguments in each other's place."""
    given = positional(node)
    if called(node) in SYMMETRIC:
        return
    for one, other in pairwise(given):
        if place.code(one.value) != place.code(other.value):
            values = {id(one): other.value, id(other): one.value}
            yield node.with_changes(
                args=[a.with_changes(value=values.get(id(a), a.value)) for a in node.args]
            )

"""Axes, numbers, bounds and sizes."""

from __future__ import annotations

import libcst as cst

from tests.mutation.place import (
    Place,
    called,
    is_method,
    is_value,
    is_write,
    keywords,
    number,
    operators,
    positional,
    with_keyword,
)

OPERATORS, operator = operators()

# which arguments of a tensor's method are axes; in a function of torch they are one further
AXES = {
    "unbind": (0,), "flip": (0,), "softmax": (0,), "log_softmax": (0,), "sum": (0,), "mean": (0,), "argmax": (0,),
    "max": (0,), "min": (0,), "squeeze": (0,), "unsqueeze": (0,), "size": (0,), "cumsum": (0,), "select": (0,),
    "unfold": (0,), "flatten": (0, 1), "transpose": (0, 1), "chunk": (1,), "split": (1,), "permute": (0, 1, 2, 3),
}  # fmt: skip
JOINS = ("stack", "cat")
AXIS_NAMES = {"dim", "dim0", "dim1", "start_dim", "end_dim", "axis"}
# a second axis may be the last one, so that is no other axis for it
OTHERS = {0: (1,), 1: (0, 2), 2: (1,), 3: (2,), -1: (0, -2), -2: (-1,), -3: (-2,)}
SIZES = {"hidden_size", "input_size", "in_features", "rnn_size", "vocab_size", "embedding_dim"}


def is_axis(place: Place, node: cst.CSTNode) -> bool:
    """Tell whether a number that is written down names an axis."""
    outer = place.parent(node)
    if isinstance(outer, cst.Arg):
        call = place.parent(outer)
        if not isinstance(call, cst.Call):
            return False
        if outer.keyword is not None:
            return outer.keyword.value in AXIS_NAMES
        at, name = call.args.index(outer), called(call)
        return at == 1 if name in JOINS else at - (not is_method(call)) in AXES.get(name, ())
    if isinstance(outer, cst.Index):
        whole = place.parent(place.parent(outer))
        return isinstance(whole, cst.Subscript) and place.code(whole.value).endswith(".shape")
    return False


def is_number(place: Place, node: cst.CSTNode) -> bool:
    """Tell whether a whole number stands there that is not the inside of a negative one."""
    return number(node) is not None and number(place.parent(node)) is None


@operator("axis", cst.Integer, cst.UnaryOperation)
def other_axis(node, place):
    """Another axis."""
    if is_number(place, node) and is_axis(place, node):
        yield from map(str, OTHERS.get(number(node), ()))


@operator("axis of a join", cst.Call)
def joined_elsewhere(node, place):
    """Tensors joined along the second axis instead of the first."""
    if called(node) in JOINS and len(positional(node)) == 1 and not AXIS_NAMES & keywords(node).keys():
        yield with_keyword(node, "dim", "1")


@operator("index exchanged", cst.Subscript)
def exchanged_index(node, place):
    """The indices of two neighbouring axes exchanged."""
    parts = [part.slice for part in node.slice]
    for i in range(len(parts) - 1):
        if place.code(parts[i]) != place.code(parts[i + 1]):
            swapped = [*parts[:i], parts[i + 1], parts[i], *parts[i + 2 :]]
            pairs = zip(node.slice, swapped, strict=True)
            yield node.with_changes(slice=[old.with_changes(slice=new) for old, new in pairs])


@operator("off by one", cst.Integer, cst.UnaryOperation)
def off_by_one(node, place):
    """A number one more, or one less."""
    if is_number(place, node) and not is_axis(place, node):
        yield str(number(node) + 1)
        yield str(number(node) - 1)


@operator("number doubled", cst.Float)
def doubled(node, place):
    """Twice the number; one in place of zero."""
    value = float(node.value)
    yield repr(2 * value if value else 1.0)


@operator("bound off by one", cst.Slice)
def off_bound(node, place):
    """A computed bound of a slice one more, or one less."""
    for side in ("lower", "upper"):
        bound = getattr(node, side)
        if bound is not None and number(bound) is None:
            for sign in "+-":
                moved = cst.parse_expression(f"{place.code(bound)} {sign} 1")
                yield node.with_changes(**{side: moved})


@operator("bound dropped", cst.Slice)
def without_bound(node, place):
    """A slice that goes to the end, or begins at the start."""
    for side in ("lower", "upper"):
        if getattr(node, side) is not None:
            yield node.with_changes(**{side: None})


@operator("range off by one", cst.Call)
def off_range(node, place):
    """A range with one step more, or less, when its length is computed."""
    if called(node) == "range":
        for at in range(len(node.args)):
            value = node.args[at].value
            if number(value) is None:
                for sign in "+-":
                    moved = cst.parse_expression(f"{place.code(value)} {sign} 1")
                    changed = [*node.args]
                    changed[at] = node.args[at].with_changes(value=moved)
                    yield node.with_changes(args=changed)


@operator("default for an argument", cst.Name)
def default_value(node, place):
    """What a parameter is when the caller does not say, whatever the caller says."""
    function = place.function(node)
    if function is None or not is_value(place, node):
        return
    for param in (*function.params.params, *function.params.kwonly_params):
        if param.name.value == node.value and param.default is not None:
            yield place.code(param.default)


@operator("constant for a size", cst.Call, cst.Subscript, cst.Attribute)
def written_size(node, place):
    """A size that the lab has a name for, in place of that of the argument.

    A constant that the answer itself uses stays: no notebook of the lab has another value for it.
    """
    code = place.code(node)
    size = isinstance(node, cst.Subscript) and place.code(node.value).endswith(".shape")
    size = size or (isinstance(node, cst.Call) and called(node) in ("len", "size") and len(node.args) == 1)
    size = size or (isinstance(node, cst.Attribute) and node.attr.value in SIZES)
    if size and ":" not in code and not is_write(place, node):
        yield from (str(value) for value in place.constants.values())

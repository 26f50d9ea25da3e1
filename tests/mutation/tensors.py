"""What makes a tensor more than its numbers: its graph, its dtype, the mode of a model."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from tests.mutation.place import Place, called, is_method, operators, parsed, renamed

OPERATORS, operator = operators()

# calls whose result is no tensor, or one without a gradient
PLAIN = {
    "len", "int", "float", "sum", "str", "list", "tuple", "dict", "set", "sorted", "round", "max", "min", "range",
    "zip", "item", "tolist", "join", "get", "argmax", "log", "exp", "index", "replace", "lower", "Random",
    "arange", "zeros", "new_zeros", "Linear", "RNN", "LSTM", "GRU", "Embedding",
}  # fmt: skip


def may_be_tensor(place: Place, value: cst.BaseExpression) -> bool:
    """Tell whether a value may be a tensor with a gradient, as far as its code says."""
    if isinstance(value, cst.Call):
        return called(value) not in PLAIN or (
            called(value) in ("sum", "max", "min", "log", "exp") and is_method(value)
        )
    if isinstance(value, cst.Subscript):
        return not place.code(value.value).endswith(".shape")
    return isinstance(value, (cst.Name, cst.Attribute, cst.BinaryOperation)) and place.code(value) not in (
        "None",
        "True",
        "False",
    )


def results(node: cst.Return) -> Iterator[cst.BaseExpression]:
    """Yield what a function returns, part by part."""
    if isinstance(node.value, cst.Tuple):
        yield from (part.value for part in node.value.elements)
    elif node.value is not None:
        yield node.value


def changed_results(node: cst.Return, place: Place, method: str) -> Iterator[cst.Return]:
    """Yield a return for each part that may be a tensor, with a method of it called."""
    function = place.function(node)
    if function is not None and place.handles_tensors(function):
        for part in results(node):
            if may_be_tensor(place, part):
                yield node.deep_replace(part, ended(place, part, method))


@operator("detach", cst.Return, cst.Assign, cst.Call)
def cut_graph(node, place):
    """A result, or a state inside a loop, that is cut from what it was computed from."""
    if not place.has_gradient(node):
        return
    if isinstance(node, cst.Return):
        yield from changed_results(node, place, "detach")
    if isinstance(node, cst.Call) and called(node) == "append" and may_be_tensor(place, node.args[0].value):
        yield node.deep_replace(node.args[0].value, ended(place, node.args[0].value, "detach"))
    if isinstance(node, cst.Assign) and in_loop(place, node) and may_be_tensor(place, node.value):
        pair = isinstance(node.targets[0].target, cst.Tuple)
        yield from () if pair else [node.with_changes(value=ended(place, node.value, "detach"))]


def ended(place: Place, value: cst.BaseExpression, method: str) -> cst.BaseExpression:
    """Return code for a method of a value."""
    return cst.Call(cst.Attribute(parsed(place.code(value)), cst.Name(method)))


def in_loop(place: Place, node: cst.CSTNode) -> bool:
    """Tell whether a node is inside a loop of its function."""
    for outer in place.above(node):
        if isinstance(outer, cst.FunctionDef):
            return False
        if isinstance(outer, (cst.For, cst.While)):
            return True
    return False


@operator("float32", cst.Return)
def narrowed(node, place):
    """A result in float32, whatever the arguments are."""
    yield from changed_results(node, place, "float")


@operator("no_grad", cst.With, cst.FunctionDef)
def other_gradient_mode(node, place):
    """Gradients left on where they were off, and off in a whole function."""
    if isinstance(node, cst.With) and not all(place.has_gradient(part) for part in node.body.body):
        yield cst.If(cst.Name("True"), node.body)
    if isinstance(node, cst.FunctionDef):
        for decorator in node.decorators:
            yield node.with_changes(decorators=[d for d in node.decorators if d is not decorator])
        own = place.function(node) is None
        code = place.code(node)
        if own and not is_special(node.name.value) and "no_grad" not in code and place.handles_tensors(node):
            off = cst.Decorator(cst.parse_expression("torch.no_grad()"))
            yield node.with_changes(decorators=[*node.decorators, off])


def is_special(name: str) -> bool:
    """Tell whether Python calls a method by itself, as `__init__` and `__len__`: no gradient comes from those."""
    return name.startswith("__") and name != "__call__"


@operator("eval", cst.Call)
def other_mode(node, place):
    """A model in training mode instead of evaluation mode, and the other way round."""
    if called(node) in ("train", "eval") and not node.args and is_method(node):
        yield renamed(node, "eval" if called(node) == "train" else "train")

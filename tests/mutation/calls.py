"""Calls and terms: dropped, and exchanged for what is near."""

from __future__ import annotations

import libcst as cst
import libcst.matchers as m

from tests.mutation.place import (
    called,
    is_method,
    is_value,
    operators,
    parsed,
    positional,
    renamed,
)

OPERATORS, operator = operators()

NEAR = {
    "tanh": ("sigmoid",), "sigmoid": ("tanh",), "relu": ("tanh",), "ReLU": ("Tanh",),
    "softmax": ("log_softmax",), "log_softmax": ("softmax",), "LogSoftmax": ("Softmax",),
    "argmax": ("argmin",), "cat": ("stack",), "stack": ("cat",),
    "zeros": ("ones",), "ones": ("zeros",), "new_zeros": ("new_ones",), "zeros_like": ("ones_like",),
    "randn": ("rand", "zeros"), "randperm": ("arange",), "log": ("log2",), "exp": ("exp2",),
    "LSTM": ("GRU", "RNN"), "GRU": ("RNN",), "RNN": ("GRU",), "Adam": ("SGD",),
    "lower": ("upper",), "index": ("count",), "chunk": ("split",), "append": ("extend",),
}  # fmt: skip
NEAR_BUILTINS = {
    "max": "min",
    "min": "max",
    "sorted": "list",
    "set": "list",
    "round": "int",
    "any": "all",
    "all": "any",
}
REDUCED = {"mean": "sum", "sum": "mean", "max": "min", "min": "max"}
SIGNS = {
    cst.Add: cst.Subtract, cst.Subtract: cst.Add, cst.Multiply: cst.Divide, cst.Divide: cst.Multiply,
    cst.FloorDivide: cst.Divide, cst.Modulo: cst.FloorDivide, cst.Power: cst.Multiply,
    cst.BitAnd: cst.BitOr, cst.BitOr: cst.BitAnd,
}  # fmt: skip
IN_PLACE = {
    "relu", "sigmoid", "tanh", "clamp", "masked_fill", "squeeze", "unsqueeze", "transpose", "t", "add", "sub",
    "mul", "div", "exp", "log", "addcmul",
}  # fmt: skip
OF_SHAPE = {"squeeze", "unsqueeze", "transpose", "t"}  # in place they change one view, and no numbers
METHODS_OF_SIGNS = {cst.Add: "add_", cst.Subtract: "sub_", cst.Multiply: "mul_", cst.Divide: "div_"}


@operator("call dropped", cst.Call)
def uncalled(node, place):
    """The object of a method, or the first argument of a function, as it is."""
    if isinstance(place.parent(node), cst.Expr) or place.code(node.func).startswith("super"):
        return
    if is_method(node):
        yield place.code(node.func.value)
    elif positional(node):
        yield place.code(positional(node)[0].value)


@operator("term dropped", cst.BinaryOperation, cst.BooleanOperation)
def one_side(node, place):
    """One side of an operation alone."""
    yield place.code(node.left)
    yield place.code(node.right)


@operator("sign exchanged", cst.BinaryOperation)
def other_sign(node, place):
    """Minus for plus, division for multiplication."""
    other = SIGNS.get(type(node.operator))
    if other:
        yield node.with_changes(operator=other())


@operator("sign dropped", cst.UnaryOperation)
def unsigned(node, place):
    """What is negated, as it is."""
    if not isinstance(node.expression, cst.Integer):
        yield place.code(node.expression)


@operator("transpose", cst.Attribute, cst.BinaryOperation)
def transposed(node, place):
    """A transpose left out, or added to the right side of a product of matrices."""
    if isinstance(node, cst.Attribute) and node.attr.value in ("T", "mT", "mH", "H"):
        yield place.code(node.value)
    elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.MatrixMultiply):
        right = node.right
        if not (isinstance(right, cst.Attribute) and right.attr.value in ("T", "mT")):
            right = right if isinstance(right, (cst.Name, cst.Call, cst.Attribute, cst.Subscript)) else None
            if right is not None:
                yield node.with_changes(right=cst.Attribute(right, cst.Name("T")))


@operator("something near", cst.Call, cst.Name)
def near(node, place):
    """Another function or method of the same kind; a built-in one also where it is handed on."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        yield from (renamed(node, name) for name in NEAR.get(called(node), ()))
    if isinstance(node, cst.Name) and node.value in NEAR_BUILTINS and is_value(place, node):
        yield NEAR_BUILTINS[node.value]


@operator("sum for mean", cst.Call)
def reduced(node, place):
    """A sum for a mean, a mean for a sum, and a minimum for a maximum."""
    if called(node) in REDUCED and isinstance(node.func, cst.Attribute):
        yield renamed(node, REDUCED[called(node)])


@operator("argmax for a draw", cst.Call)
def drawn(node, place):
    """The best in place of a draw, and a draw in place of the best."""
    if called(node) == "multinomial" and len(node.args) == 2:
        best = cst.Attribute(parsed(place.code(node.args[0].value)), cst.Name("argmax"))
        yield f"{place.code(best)}(-1, keepdim=True)"
    if called(node) == "argmax" and is_method(node):
        logits = place.code(parsed(place.code(node.func.value)))
        yield f"torch.multinomial({logits}.softmax(-1), 1)[..., 0]"


@operator("in place", cst.Call, cst.BinaryOperation, cst.Attribute)
def in_place(node, place):
    """An operation that writes into its first tensor, where somebody else may hold that."""
    if isinstance(node, cst.Call) and called(node) in IN_PLACE and isinstance(node.func, cst.Attribute):
        first = node.func.value if is_method(node) else next((a.value for a in positional(node)), None)
        anew = isinstance(first, cst.Subscript) and called(node) in OF_SHAPE
        if is_held(place, first) and not anew:
            yield renamed(node, called(node) + "_")
    if isinstance(node, cst.BinaryOperation) and is_held(place, node.left):
        name = METHODS_OF_SIGNS.get(type(node.operator))
        if name:
            yield f"{place.code(node.left)}.{name}({place.code(node.right)})"
    if (
        isinstance(node, cst.Attribute)
        and node.attr.value == "T"
        and not isinstance(node.value, cst.Subscript)
        and is_held(place, node.value)
    ):
        yield f"{place.code(node.value)}.t_()"


def is_held(place, node) -> bool:
    """Tell whether a value may be known elsewhere: no result of an operation, nor a name given to one."""
    while isinstance(node, (cst.Attribute, cst.Subscript)):
        node = node.value
    function = place.function(node) if isinstance(node, cst.Name) else None
    if function is None:
        return False
    assigned = m.findall(function.body, m.AssignTarget(m.Name(node.value)))
    return node.value in {p.name.value for p in function.params.params} or not assigned


@operator("text", cst.SimpleString)
def emptied(node, place):
    """No text in place of a text."""
    if node.evaluated_value:
        yield '""'

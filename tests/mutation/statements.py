"""Statements and loops: dropped, cut short, and what is kept from one call to the next."""

from __future__ import annotations

from itertools import pairwise

import libcst as cst
import libcst.matchers as m

from tests.mutation.place import Place, called, operators

OPERATORS, operator = operators()

DONE = (cst.Assign, cst.AugAssign, cst.AnnAssign, cst.Expr, cst.Break, cst.Continue)
MADE = {
    "zeros", "ones", "empty", "arange", "randn", "zeros_like", "ones_like", "new_zeros", "new_ones", "tensor",
    "set", "dict", "list", "Random", "RNN", "LSTM", "GRU", "Linear",
}  # fmt: skip
KEPT = "globals().setdefault('kept', {})"


@operator("statement dropped", *DONE)
def nothing(node, place):
    """Nothing in place of a statement."""
    if "super()" not in place.code(node):
        yield cst.Pass()


@operator("sum so far", cst.AugAssign)
def replaced(node, place):
    """The new value in place of what is added to the old one; minus for plus."""
    yield cst.Assign([cst.AssignTarget(node.target)], node.value)
    other = {cst.AddAssign: cst.SubtractAssign, cst.SubtractAssign: cst.AddAssign}.get(type(node.operator))
    if other:
        yield node.with_changes(operator=other())


@operator("parts exchanged", cst.Tuple, cst.List)
def exchanged_parts(node, place):
    """Two neighbouring parts of a tuple or a list in each other's place."""
    outer = place.parent(node)
    if isinstance(outer, cst.Assign) and isinstance(outer.targets[0].target, cst.Tuple):
        return  # the same as an exchange of the targets
    for one, other in pairwise(node.elements):
        if place.code(one.value) != place.code(other.value):
            values = {id(one): other.value, id(other): one.value}
            parts = [part.with_changes(value=values.get(id(part), part.value)) for part in node.elements]
            yield node.with_changes(elements=parts)


@operator("loop cut short", cst.For, cst.CompFor)
def shorter(node, place):
    """A loop without its last turn, or its first, or with one turn alone."""
    items = place.code(node.iter)
    for part in ("[:-1]", "[1:]"):
        yield node.with_changes(iter=cst.parse_expression(f"list({items}){part}"))
    if isinstance(node, cst.For):
        yield stopped(node)


@operator("loop stopped", cst.While)
def once(node, place):
    """A loop that ends after one turn."""
    yield stopped(node)


def stopped(loop: cst.For | cst.While):
    """Return a loop with a break at its end."""
    end = cst.parse_statement("break")
    return loop.with_changes(body=loop.body.with_changes(body=[*loop.body.body, end]))


@operator("loop reversed", cst.For, cst.CompFor)
def backwards(node, place):
    """A loop from the end to the start, where the order can matter."""
    outer = place.parent(node)
    calm = isinstance(outer, cst.SetComp) or called(place.parent(place.parent(outer))) in (
        "sum",
        "set",
        "any",
        "all",
    )
    if not calm:
        yield node.with_changes(iter=cst.parse_expression(f"list({place.code(node.iter)})[::-1]"))


@operator("kept", cst.Assign)
def made_once(node, place):
    """What a function makes anew for each call, made once and kept."""
    function = place.function(node)
    if function is None or function.name.value == "__init__":
        return
    if is_made(node.value):
        yield node.with_changes(value=kept(place, node.value))
    if isinstance(node.value, cst.Tuple):
        for part in node.value.elements:
            if is_made(part.value):
                changed = part.with_changes(value=kept(place, part.value))
                parts = [changed if p is part else p for p in node.value.elements]
                yield node.with_changes(value=node.value.with_changes(elements=parts))


def kept(place: Place, value: cst.BaseExpression) -> cst.BaseExpression:
    """Return code for what the first call made."""
    return cst.parse_expression(KEPT.format(place.code(value)))


def is_made(value: cst.BaseExpression) -> bool:
    """Tell whether a value is a new container, or a tensor made of nothing but sizes."""
    empty = isinstance(value, (cst.List, cst.Dict)) and not value.elements
    return empty or called(value) in MADE


@operator("result kept", cst.Return)
def kept_result(node, place):
    """The result of an earlier call whose arguments had the same shapes."""
    function = place.function(node)
    if node.value is None or function is None or not place.handles_tensors(function):
        return
    if place.function(function) is None:
        names = ", ".join(p.name.value for p in function.params.params)
        key = f"str([getattr(v, 'shape', v) for v in [{names}]])"
        code = place.code(node.value)
        code = f"({code})" if isinstance(node.value, cst.Tuple) and not node.value.lpar else code
        yield node.with_changes(value=cst.parse_expression(f"globals().setdefault({key}, {code})"))


@operator("state goes on", cst.FunctionDef)
def goes_on(node, place):
    """A state that the caller left out is the last one of the call before, and not zeros."""
    optional = [
        p.name.value for p in node.params.params if p.default is not None and place.code(p.default) == "None"
    ]
    returns = m.findall(node.body, m.Return(m.Tuple()))
    if not optional or len(returns) != 1:
        return
    last = returns[0].value.elements[-1]
    keeping = cst.parse_expression(f"(last := {place.code(last.value)}, globals().update(last=last))[0]")
    body = node.body.deep_replace(last.value, keeping)
    begin = cst.parse_statement(
        f"{optional[0]} = globals().get('last') if {optional[0]} is None else {optional[0]}"
    )
    yield node.with_changes(body=body.with_changes(body=[begin, *body.body]))

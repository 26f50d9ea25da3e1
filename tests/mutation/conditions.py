"""Conditions and comparisons."""

from __future__ import annotations

import libcst as cst

from tests.mutation.place import operators

OPERATORS, operator = operators()

TESTED = (cst.If, cst.IfExp, cst.While, cst.CompIf)
EDGES = {
    cst.LessThan: cst.LessThanEqual,
    cst.LessThanEqual: cst.LessThan,
    cst.GreaterThan: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.GreaterThan,
}
OPPOSITE = {
    cst.Equal: cst.NotEqual,
    cst.NotEqual: cst.Equal,
    cst.In: cst.NotIn,
    cst.NotIn: cst.In,
    cst.Is: cst.IsNot,
    cst.IsNot: cst.Is,
    cst.LessThan: cst.GreaterThan,
    cst.GreaterThan: cst.LessThan,
}


@operator("condition turned", *TESTED)
def not_so(node, place):
    """The other branch."""
    yield node.with_changes(test=cst.parse_expression(f"not ({place.code(node.test)})"))


@operator("condition dropped", *TESTED)
def always(node, place):
    """One branch, whatever the condition says; what would never end is left out."""
    values = ("False",) if isinstance(node, cst.While) else ("True", "False")
    yield from (node.with_changes(test=cst.Name(value)) for value in values)


@operator("edge of a comparison", cst.Comparison)
def at_the_edge(node, place):
    """``<=`` for ``<``, and the like."""
    yield from compared(node, EDGES)


@operator("comparison turned", cst.Comparison)
def opposite(node, place):
    """``!=`` for ``==``, and the like, where the value is used: elsewhere the condition is turned."""
    if not isinstance(place.parent(node), TESTED):
        yield from compared(node, OPPOSITE)


def compared(node: cst.Comparison, others: dict):
    """Yield a comparison with another operator, each in turn."""
    for at, target in enumerate(node.comparisons):
        other = others.get(type(target.operator))
        if other:
            changed = [*node.comparisons]
            changed[at] = target.with_changes(operator=other())
            yield node.with_changes(comparisons=changed)


@operator("and for or", cst.BooleanOperation)
def other_word(node, place):
    """`or` for `and`, and `and` for `or`."""
    yield node.with_changes(operator=cst.Or() if isinstance(node.operator, cst.And) else cst.And())

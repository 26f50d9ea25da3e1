"""Where an operator stands: a node, what is around it, and how code is made from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import libcst as cst

MODULES = {"torch", "nn", "F", "math", "random", "re", "unicodedata", "np"}
TENSORS = re.compile(
    r"\b(torch|nn|F)\.| @ |\.(dim|ndim|shape|size|transpose|T|flatten|argmax|softmax|unbind|unfold|unsqueeze|"
    r"detach|item|parameters)\b|\bself\.\w+\("
)
SHAPE = re.compile(r"\n *\w+(:|  ) *\[\w+, \w+")  # x: [batch, units], or with spaces
SAID = re.compile(r'"""[\s\S]*?"""|#[^\n]*')
ATOMS = (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.Integer, cst.Float, cst.SimpleString, cst.List)
WITHOUT_GRADIENT = re.compile(r"no_grad|inference_mode|set_grad_enabled")


@dataclass(frozen=True)
class Place:
    """What operators may ask about a source: the parents of its nodes, and the lab's constants by name."""

    module: cst.Module
    parents: dict[cst.CSTNode, cst.CSTNode]
    constants: dict[str, int] = field(default_factory=dict)

    def code(self, node: cst.CSTNode) -> str:
        """Return the source of a node."""
        bare = isinstance(node, cst.GeneratorExp) and not node.lpar
        return f"({self.module.code_for_node(node)})" if bare else self.module.code_for_node(node)

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        """Return the node that a node is part of; the module for itself."""
        return self.parents.get(node, self.module)

    def above(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Yield what a node is part of, from the inside out."""
        while node is not self.module:
            node = self.parents[node]
            yield node

    def function(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """Return the innermost function around a node."""
        return next((n for n in self.above(node) if isinstance(n, cst.FunctionDef)), None)

    def handles_tensors(self, function: cst.FunctionDef) -> bool:
        """Tell whether a function computes with tensors: its code says so, or its docstring gives an argument's shape."""
        code = self.code(function.body)
        return bool(TENSORS.search(SAID.sub("", code)) or SHAPE.search(code))

    def has_gradient(self, node: cst.CSTNode) -> bool:
        """Tell whether gradients are on at a node, as far as what is around it says."""
        for outer in self.above(node):
            heads = outer.items if isinstance(outer, cst.With) else ()
            heads = outer.decorators if isinstance(outer, cst.FunctionDef) else heads
            if any(WITHOUT_GRADIENT.search(self.code(head)) for head in heads):
                return False
        return True


def operators() -> tuple[dict[str, Callable], Callable]:
    """Return an empty table of operators, and the decorator that enters one: its name, and the nodes it is for."""
    table: dict[str, Callable] = {}

    def operator(name: str, *kinds: type[cst.CSTNode]):
        def enter(function):
            table[name] = lambda node, place: function(node, place) if isinstance(node, kinds) else ()
            return function

        return enter

    return table, operator


def called(call: cst.CSTNode) -> str:
    """Return the last part of what is called: `mean` of ``x.abs().mean(0)``."""
    func = call.func if isinstance(call, cst.Call) else None
    if isinstance(func, cst.Attribute):
        return func.attr.value
    return func.value if isinstance(func, cst.Name) else ""


def is_method(call: cst.Call) -> bool:
    """Tell whether a call is that of a value's method, and not of a function or a layer."""
    root = call.func
    while isinstance(root, cst.Attribute):
        root = root.value
    plain = isinstance(root, cst.Name) and root.value in {*MODULES, "self"}
    return isinstance(call.func, cst.Attribute) and not plain


def positional(call: cst.Call) -> list[cst.Arg]:
    """Return the positional arguments."""
    return [a for a in call.args if a.keyword is None and not a.star]


def keywords(call: cst.Call) -> dict[str, cst.Arg]:
    """Return the arguments given by name."""
    return {a.keyword.value: a for a in call.args if a.keyword is not None}


def with_arguments(call: cst.Call, arguments: list[cst.Arg]) -> cst.Call:
    """Return a call with other arguments, with commas where they belong."""
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    fresh = [a.with_changes(comma=comma) for a in arguments[:-1]]
    fresh += [arguments[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)] if arguments else []
    return call.with_changes(args=fresh)


def with_keyword(call: cst.Call, name: str, value: str) -> cst.Call:
    """Return a call with one more argument by name."""
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    added = cst.Arg(cst.parse_expression(value), keyword=cst.Name(name), equal=equal)
    return with_arguments(call, [*call.args, added])


def renamed(call: cst.Call, name: str) -> cst.Call:
    """Return a call of something else on the same object."""
    func = call.func
    changed = func.with_changes(attr=cst.Name(name)) if isinstance(func, cst.Attribute) else cst.Name(name)
    return call.with_changes(func=changed)


def number(node: cst.CSTNode) -> int | None:
    """Return the value of a whole number that is written down, with its sign."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        inner = number(node.expression)
        return None if inner is None else -inner
    return int(node.value, 0) if isinstance(node, cst.Integer) else None


def parsed(code: str) -> cst.BaseExpression:
    """Parse an expression; what is not an atom is left in parentheses, since anything may be around it."""
    node = cst.parse_expression(f"({code})")
    if isinstance(node, ATOMS) or number(node) is not None or len(node.lpar) > 1:
        node = node.with_changes(lpar=node.lpar[1:], rpar=node.rpar[1:])
    return node


def is_write(place: Place, node: cst.CSTNode) -> bool:
    """Tell whether a node is written to: the target of an assignment, a loop or a with."""
    below = node
    for outer in place.above(node):
        if isinstance(outer, (cst.AssignTarget, cst.AsName)):
            return True
        if isinstance(outer, (cst.For, cst.CompFor, cst.AugAssign, cst.AnnAssign)):
            return outer.target is below
        if isinstance(outer, (cst.Subscript, cst.Call, cst.BaseStatement)):
            return False
        below = outer
    return False


def is_value(place: Place, node: cst.Name) -> bool:
    """Tell whether a name is read there, and is not that of an attribute, an argument or a function."""
    outer = place.parent(node)
    named = isinstance(outer, (cst.FunctionDef, cst.ClassDef, cst.ImportAlias))
    named = named or (isinstance(outer, cst.Attribute) and outer.attr is node)
    named = named or (isinstance(outer, cst.Arg) and outer.keyword is node)
    return not named and not is_write(place, node)

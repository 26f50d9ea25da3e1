"""Mutants: sources that differ from a right answer in one place, as a student's mistake would.

`variants` tries every operator at every place. An operator is a function of a node and its place
that yields what may stand there instead: code of an expression, a node, or nothing at all.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

from tests.mutation import arguments, calls, conditions, numbers, statements, tensors
from tests.mutation.place import Place, called, parsed

OPERATORS = {}
for module in (arguments, calls, conditions, numbers, statements, tensors):
    if twice := OPERATORS.keys() & module.OPERATORS.keys():
        raise ValueError(f"two operators have one name: {twice}")
    OPERATORS.update(module.OPERATORS)
# what is said to a reader, what Python does not look at, and what the course has given
SILENT = (cst.Raise, cst.Assert, cst.Annotation, cst.Parameters, cst.Decorator, cst.Import, cst.ImportFrom)


@dataclass(frozen=True)
class Variant:
    """One changed source: which operator changed it, and in which line of the original."""

    operator: str
    line: int
    source: str


def variants(source: str, constants: dict[str, int] | None = None, only: str = "") -> list[Variant]:
    """Return what the operators make of a source, each different program once.

    Parameters
    ----------
    constants : dict of str to int, optional
        Whole numbers that the lab has a name for, which a student may write in place of a size.
    only : str
        The name of one operator, in place of all.
    """
    wrapper = MetadataWrapper(cst.parse_module(source))
    positions = wrapper.resolve(PositionProvider)
    place = Place(wrapper.module, dict(wrapper.resolve(ParentNodeProvider)), constants or {})
    seen, found = {program(source)}, []
    chosen = {only: OPERATORS[only]} if only else OPERATORS
    for node in nodes(wrapper.module):
        for name, operator in chosen.items():
            for new in operator(node, place):
                changed = wrapper.module.deep_replace(node, parsed(new) if isinstance(new, str) else new).code
                try:
                    same = program(changed)
                except SyntaxError:  # for instance a name that is written to
                    continue
                if same not in seen:
                    seen.add(same)
                    found.append(Variant(name, positions[node].start.line, changed))
    return found


def nodes(top: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield the nodes that may be changed, from the outside in."""
    for node in top.children:
        if isinstance(node, SILENT) or is_said(node):
            continue
        yield node
        yield from nodes(node)


def is_said(node: cst.CSTNode) -> bool:
    """Tell whether a node is a docstring or a print."""
    return isinstance(node, cst.Expr) and (
        isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString)) or called(node.value) == "print"
    )


def program(source: str) -> str:
    """Return what a source does, in a form without comments, docstrings and layout."""
    return ast.dump(without_docstrings(source))


def without_docstrings(source: str) -> ast.Module:
    """Parse a source and leave the docstrings of its functions and classes out."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


class _Plain(cst.CSTTransformer):
    """Takes out docstrings, comments and empty lines."""

    def leave_Expr(self, original_node, updated_node):
        string = isinstance(updated_node.value, (cst.SimpleString, cst.ConcatenatedString))
        return cst.RemoveFromParent() if string else updated_node

    def leave_EmptyLine(self, original_node, updated_node):
        return cst.RemoveFromParent()

    def leave_TrailingWhitespace(self, original_node, updated_node):
        return cst.TrailingWhitespace()


def plain(source: str) -> str:
    """Return a source without docstrings, comments and empty lines: what a mutant's number is made of.

    `program` would not do, since each version of Python dumps trees in its own way.
    """
    return cst.parse_module(source).visit(_Plain()).with_changes(header=[], footer=[]).code

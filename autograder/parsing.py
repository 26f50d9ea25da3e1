"""Python of students, parsed: short texts only, so that neither time nor memory is spent on them."""

from __future__ import annotations

import ast
import re
import warnings

MAX_PARSED = 20_000  # characters of a text
FOR_IPYTHON = re.compile(r"^([ \t]*)[%!?][^\n]*", re.MULTILINE)  # lines that are no Python, but run


def parsed(text: str) -> ast.Module | None:
    """Return what a text says in Python, lines for IPython apart, or None where it is none, or too long."""
    if len(text) > MAX_PARSED:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(FOR_IPYTHON.sub(r"\1pass", text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def named(body: list[ast.stmt], *, imports: bool = True) -> set[str]:
    """Return the names to which statements give a function, a class, a module or a value, at once or under a condition."""
    names, todo = set(), list(body)
    for node in todo:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names if imports}
        elif isinstance(node, ast.Assign) or (isinstance(node, ast.AnnAssign) and node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            targets = [inner for target in targets for inner in getattr(target, "elts", [target])]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
        elif not isinstance(node, ast.expr):
            for block in ("body", "orelse", "handlers", "finalbody"):
                todo += getattr(node, block, [])
    return names


def hollow(node: ast.stmt, stub: ast.stmt | None) -> bool:
    """Say whether a function or a class does nothing yet, or no more than its stub: only raises, passes, explains."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    try:
        left = _Filling().visit(node)
        return not left.body or (stub is not None and ast.dump(left) == ast.dump(_Filling().visit(stub)))
    except RecursionError:
        return False


class _Filling(ast.NodeTransformer):
    """Leaves out what stands where an answer is to be, and what only explains."""

    def visit_Expr(self, node):
        return None if isinstance(node.value, ast.Constant) else node

    def visit_Pass(self, node):
        return None

    def visit_Return(self, node):
        return None if node.value is None or ast.dump(node.value) == "Constant(value=None)" else node

    def visit_Raise(self, node):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return None if isinstance(raised, ast.Name) and raised.id == "NotImplementedError" else node

"""Mutants: every small change to a source file that a test should notice, as text in a place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: (r"not\s+in", ("in",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: (r"is\s+not", ("is",)),
}
OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "%"),
    ast.Mod: ("%", "//"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
# Names of functions and methods, each with what does the contrary.
CONTRARY = {
    "min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum",
    "argmin": "argmax", "argmax": "argmin", "floor": "ceil", "ceil": "floor", "zeros": "ones", "ones": "zeros",
    "isfinite": "isnan", "union": "intersection", "nan_to_num": "asarray",
}  # fmt: skip
CONTRARY_WORDS = {"left": "right", "right": "left"}  # sides of searchsorted


@dataclass(frozen=True)
class Mutant:
    """A change: the text from `start` to `end` of a file gives way to `text`; `line` is where it stands.

    first, last  lines of the statement, or of the head of one with a body; Python may count them all as one of them
    """

    path: str
    line: int
    first: int
    last: int
    start: int
    end: int
    text: str
    kind: str
    at_import: bool

    def applied(self, source: str) -> str:
        """Return the source with the change."""
        return source[: self.start] + self.text + source[self.end :]

    def described(self, source: str) -> str:
        """Return the place, what stood there and what stands there now."""
        old = " ".join(source[self.start : self.end].split())
        whole = source.splitlines()[self.line - 1].strip()
        return f"{self.path}:{self.line}: {self.kind}: `{old}` -> `{self.text}` in `{whole}`"


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Return every mutant of a source file that can be compiled."""
    found = []
    for mutant in _Finder(path, source).found():
        try:
            compile(mutant.applied(source), path, "exec", dont_inherit=True)
        except SyntaxError:
            continue
        found.append(mutant)
    return list(dict.fromkeys(found))


def mutants_under(root: Path, names: list[str]) -> list[Mutant]:
    """Return every mutant of the named files and folders, files in the order of their names."""
    files = sorted(
        {file for name in names for file in ([root / name] if (root / name).is_file() else (root / name).rglob("*.py"))}
    )
    return [
        mutant
        for file in files
        for mutant in mutants_of(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))
    ]


class _Finder:
    """One file on its way to mutants."""

    def __init__(self, path: str, source: str) -> None:
        self.path, self.source = path, source
        self.encoded = [line.encode() for line in source.splitlines(keepends=True)]
        self.before = [0]
        for line in source.splitlines(keepends=True):
            self.before.append(self.before[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        """Return the position in the text; a column of ast counts bytes."""
        return self.before[line - 1] + len(self.encoded[line - 1][:column].decode())

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        """Return where a node begins and ends in the text."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def found(self) -> Iterator[Mutant]:
        """Yield the mutants of the whole file."""
        yield from self.below(ast.parse(self.source), (1, 1), at_import=True)

    def below(self, node: ast.AST, around: tuple[int, int], *, at_import: bool) -> Iterator[Mutant]:
        """Yield the mutants of all that stands in a node; annotations and docstrings have none."""
        for name, value in ast.iter_fields(node):
            inside = at_import and not (isinstance(node, ast.FunctionDef | ast.Lambda) and name == "body")
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST) or name in ("annotation", "returns", "type_params"):
                    continue
                if isinstance(child, ast.JoinedStr | ast.TypeAlias):
                    continue
                lines = around
                if isinstance(child, ast.stmt) or (isinstance(node, ast.stmt) and hasattr(node, "body")):
                    lines = getattr(child, "lineno", around[0]), getattr(child, "end_lineno", around[1])
                for line, start, end, text, kind in self.own(child, node, name):
                    yield Mutant(self.path, line, *lines, start, end, text, kind, inside)
                yield from self.below(child, lines, at_import=inside)

    def own(self, node: ast.AST, parent: ast.AST, name: str) -> Iterator[tuple[int, int, int, str, str]]:
        """Yield the changes to one node: line, start, end, text, kind."""
        if isinstance(node, ast.stmt):
            yield from ((node.lineno, *rest) for rest in self.statement(node))
        if isinstance(node, ast.expr):
            changes = [*self.operation(node), *self.value(node), *self.fewer(node, parent, name)]
            if name in ("test", "ifs", "guard") and not isinstance(parent, ast.Assert):
                start, end = self.span(node)
                changes.append((start, end, f"(not ({self.source[start:end]}))", "condition"))
            yield from ((node.lineno, *rest) for rest in changes)

    def statement(self, node: ast.stmt) -> Iterator[tuple[int, int, str, str]]:
        """Yield a statement left out, and a function that returns nothing."""
        start, end = self.span(node)
        writes = isinstance(node, ast.Assign) and not all(isinstance(target, ast.Name) for target in node.targets)
        calls = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.YieldFrom)
        if isinstance(node, ast.AugAssign | ast.Raise | ast.Continue | ast.Break) or writes or calls:
            yield start, end, "pass", "statement"
        if isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
            yield start, end, "return None", "return"
        if isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
            yield from self.between(self.span(node.target)[1], self.span(node.value)[0], *OPERATORS[type(node.op)])

    def operation(self, node: ast.expr) -> Iterator[tuple[int, int, str, str]]:
        """Yield another operator."""
        match node:
            case ast.Compare():
                sides = [node.left, *node.comparators]
                for operator, left, right in zip(node.ops, sides, node.comparators, strict=False):
                    old, others = COMPARISONS[type(operator)]
                    for new in others:
                        yield from self.between(self.span(left)[1], self.span(right)[0], old, new)
            case ast.BinOp() if type(node.op) in OPERATORS:
                yield from self.between(self.span(node.left)[1], self.span(node.right)[0], *OPERATORS[type(node.op)])
            case ast.BoolOp():
                old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
                for left, right in zip(node.values, node.values[1:], strict=False):
                    yield from self.between(self.span(left)[1], self.span(right)[0], old, new)
            case ast.UnaryOp() if not isinstance(node.op, ast.UAdd):
                yield self.span(node)[0], self.span(node.operand)[0], "", "sign"

    def between(self, start: int, end: int, old: str, new: str) -> Iterator[tuple[int, int, str, str]]:
        """Yield an operator between two operands changed."""
        pattern = old if old.startswith(("not", "is")) else re.escape(old)
        gap = re.sub(r"#.*", lambda comment: " " * len(comment.group()), self.source[start:end])
        if place := re.search(pattern, gap):
            yield start + place.start(), start + place.end(), new, "operator"

    def value(self, node: ast.expr) -> Iterator[tuple[int, int, str, str]]:
        """Yield another constant, or a function that does the contrary."""
        start, end = self.span(node)
        match node:
            case ast.Constant(value=bool(value)):
                yield start, end, str(not value), "constant"
            case ast.Constant(value=int(value) | float(value)):
                yield start, end, repr(value + 1), "constant"
                yield start, end, repr(value - 1), "constant"
            case ast.Constant(value=str(value)) if value in CONTRARY_WORDS:
                yield start, end, repr(CONTRARY_WORDS[value]), "constant"
            case ast.Name(id=name) if name in CONTRARY:
                yield start, end, CONTRARY[name], "contrary"
            case ast.Attribute(attr=name) if name in CONTRARY:
                yield end - len(name), end, CONTRARY[name], "contrary"

    def fewer(self, node: ast.expr, parent: ast.AST, name: str) -> Iterator[tuple[int, int, str, str]]:
        """Yield a call without one of its keywords, and a list, tuple or set without one of its elements."""
        match node:
            case ast.Call(keywords=[_, *_]):
                parts: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
                parts.sort(key=self.span)
                chosen = [place for place, part in enumerate(parts) if isinstance(part, ast.keyword)]
            case ast.List() | ast.Tuple() | ast.Set() if len(node.elts) > 1:
                if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load) or isinstance(parent, ast.Subscript):
                    return
                parts, chosen = [*node.elts], list(range(len(node.elts)))
            case _:
                return
        for place in chosen:
            # With the comma behind it, or for the last the one before it.
            last = place == len(parts) - 1
            start = self.span(parts[place - 1])[1] if last and place else self.span(parts[place])[0]
            end = self.span(parts[place])[1] if last else self.span(parts[place + 1])[0]
            yield start, end, "", "element"

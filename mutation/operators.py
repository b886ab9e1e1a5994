"""The changes: each operator looks at one node of the syntax tree and proposes other texts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

Proposal = tuple[str, str]  # What kind of change, and the new text of the node.

FILTERS = {"where", "filter", "and_", "or_", "having"}
CHAINED = {
    "order_by",
    "distinct",
    "limit",
    "strip",
    "lower",
    "with_for_update",
    "with_only_columns",
}
KEPT_DECORATORS = {"property", "dataclass", "staticmethod", "classmethod", "cached_property"}
KEPT_DECORATORS |= {"lru_cache", "cache", "wraps", "abstractmethod", "contextmanager", "overload"}
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,  # codespell:ignore
}  # fmt: skip
REVERSED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt,
}  # fmt: skip
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


def name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _text(node: ast.AST) -> str:
    return f"({ast.unparse(node)})" if isinstance(node, ast.expr) else ast.unparse(node)


def proposals(node: ast.AST) -> Iterator[Proposal]:
    for kind, operator in OPERATORS.items():
        for new in operator(node):
            yield kind, new


def _swap_and_or(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield _text(ast.BoolOp(other, node.values))


def _drop_condition(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.BoolOp):
        for left_out in range(len(node.values)):
            kept = [each for i, each in enumerate(node.values) if i != left_out]
            yield _text(kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept))


def _compare(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            for table in (COMPARED, REVERSED):
                if type(op) in table:
                    ops = [*node.ops[:at], table[type(op)](), *node.ops[at + 1 :]]
                    yield _text(ast.Compare(node.left, ops, node.comparators))


def _negate(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert | ast.USub):
        yield _text(node.operand)
    elif isinstance(node, ast.IfExp):
        yield _text(ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse))


def _drop_filter(node: ast.AST) -> Iterator[str]:
    """A condition of a statement, or a condition of a comprehension."""
    if isinstance(node, ast.Call) and name_of(node.func) in FILTERS:
        for left_out in range(len(node.args)):
            kept = [each for i, each in enumerate(node.args) if i != left_out]
            if kept or isinstance(node.func, ast.Attribute):
                yield _text(ast.Call(node.func, kept, node.keywords))
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        yield from _unfiltered(node)


def _unfiltered(
    node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp,
) -> Iterator[str]:
    for loop in node.generators:
        if loop.ifs:
            kept, loop.ifs = loop.ifs, []
            yield _text(node)
            loop.ifs = kept


def _drop_call(node: ast.AST) -> Iterator[str]:
    """`x.strip()` becomes `x`."""
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    if is_call and node.func.attr in CHAINED:
        yield _text(node.func.value)


def _drop_keyword(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and name_of(node.func) not in KEPT_DECORATORS:
        for left_out in node.keywords:
            kept = [each for each in node.keywords if each is not left_out]
            if (
                left_out.arg and left_out.arg != "strict"
            ):  # Of `zip`: notices mistakes, does nothing.
                yield _text(ast.Call(node.func, node.args, kept))


def _drop_statement(node: ast.AST) -> Iterator[str]:
    is_act = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Yield | ast.YieldFrom)
    sets = isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Name | ast.Tuple)
    if is_act or sets or isinstance(node, ast.Raise | ast.AugAssign | ast.Delete | ast.Continue):
        yield "pass"


def _return(node: ast.AST) -> Iterator[str]:
    # A constant has a change of its own; None for False is what the type checker notices.
    plain = ("return", "return None", "return True", "return False")
    if isinstance(node, ast.Return) and ast.unparse(node) not in plain:
        yield "return None"


def _drop_decorator(node: ast.AST) -> Iterator[str]:
    """Decorators stand before their function: the name is replaced by one that does nothing."""
    if isinstance(node, ast.FunctionDef):
        for decorator in node.decorator_list:
            if name_of(decorator) not in KEPT_DECORATORS and name_of(decorator) != "setter":
                decorator._dropped = True  # type: ignore[attr-defined]
    elif getattr(node, "_dropped", False):
        yield "(lambda undecorated: undecorated)"


def _constant(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield repr(not value)
    elif isinstance(value, int):
        yield from (f"({value} + 1)", f"({value} - 1)")
    elif isinstance(value, float):
        yield f"({value!r} * 1.25)" if value else "(0.0 + 0.25)"
    elif isinstance(value, bytes):
        yield repr(value + b"x")
    elif isinstance(value, str):
        yield repr(f"{value}x")


def _mode(node: ast.AST) -> Iterator[str]:
    """Permissions: files that anybody may read or write."""
    if isinstance(node, ast.Constant) and type(node.value) is int and 0o70 <= node.value <= 0o777:
        yield oct(node.value | 0o055 if node.value & 0o700 else 0o007)
        yield oct(node.value | 0o022 if node.value & 0o700 else 0o070)


def _arithmetic(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.BinOp) and type(node.op) in COUNTED:
        yield _text(ast.BinOp(node.left, COUNTED[type(node.op)](), node.right))


def _test(node: ast.AST) -> Iterator[str]:
    """A condition as a whole, the other way round."""
    if isinstance(node, ast.If | ast.While):
        node.test._tested = True  # type: ignore[attr-defined]
    elif getattr(node, "_tested", False) and isinstance(node, ast.Name | ast.Call | ast.Attribute):
        yield f"(not {ast.unparse(node)})"


OPERATORS: dict[str, Callable[[ast.AST], Iterator[str]]] = {
    "and/or": _swap_and_or,
    "condition dropped": _drop_condition,
    "comparison": _compare,
    "negation": _negate,
    "test reversed": _test,
    "filter dropped": _drop_filter,
    "call dropped": _drop_call,
    "argument dropped": _drop_keyword,
    "statement dropped": _drop_statement,
    "return value": _return,
    "decorator dropped": _drop_decorator,
    "constant": _constant,
    "permissions": _mode,
    "arithmetic": _arithmetic,
}

"""Pages of long lists: Flask-SQLAlchemy's pagination, also over rows, lists and packed bytes.

A page beyond the end is the last one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, UnaryExpression, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import operators

BLOCK = 1_000  # Numbers that are counted together.
FEW = 5_000  # Rows whose keys are read at once, and so counted.


class ListPagination(Pagination):
    """One page of `rows`, a list in memory."""

    def _query_items(self) -> list[Any]:
        first = self._query_offset
        return list(self._query_args["rows"][first : first + self.per_page])

    def _query_count(self) -> int:
        return len(self._query_args["rows"])


class RowPagination(Pagination):
    """One page of a `query`, each row passed through `build`."""

    def _query_items(self) -> list[Any]:
        build, first = self._query_args["build"], self._query_offset
        query, total = self._query_args["query"], self._query_count()
        last, keys = min(first + self.per_page, total), self._query_args["keys"]
        if keys and last <= len(keys):
            return [build(*row) for row in self._of_keys(keys[first:last])]
        backwards = _backwards(query) if first > total / 2 else None
        if backwards is None:
            return [build(*row) for row in self._rows(query, first, self.per_page)]
        return [build(*row) for row in self._rows(backwards, total - last, last - first)[::-1]]

    def _rows(self, query: Select[*tuple[Any, ...]], first: int, number: int) -> Sequence[Any]:
        session, key = self._query_args["session"], self._query_args["key"]
        some = query.limit(number).offset(first)
        if key is None:
            return list(session.execute(some))
        return self._of_keys(session.scalars(some.with_only_columns(key)).all())

    def _of_keys(self, keys: Sequence[Any]) -> list[Any]:
        """The rows of these, put in order here: for an order, SQLite would walk through all rows
        by an index again."""
        key, query = self._query_args["key"], self._query_args["query"]
        some = query.order_by(None).where(key.in_(keys)).add_columns(key)
        rows = {row[-1]: row[:-1] for row in self._query_args["session"].execute(some)}
        return [rows[each] for each in keys if each in rows]

    def _query_count(self) -> int:
        return int(self._query_args["total"])


class ReadPagination(Pagination):
    """One page that `read` gives: the rows from the first asked for on, so many."""

    def _query_items(self) -> list[Any]:
        return list(self._query_args["read"](self._query_offset, self.per_page))

    def _query_count(self) -> int:
        return int(self._query_args["total"])


class PiecePagination(Pagination):
    """One page of rows that lie packed behind each other, each as long as the next."""

    def _query_items(self) -> list[Any]:
        packed, size = self._query_args["packed"], self._query_args["size"]
        first = self._query_offset * size
        return list(self._query_args["build"](packed[first : first + self.per_page * size]))

    def _query_count(self) -> int:
        return len(self._query_args["packed"]) // int(self._query_args["size"])


def paginate_list(rows: Sequence[Any], page: int, per_page: int) -> Pagination:
    """A page of rows in memory, counted from 1."""
    page = _nearest(len(rows), page, per_page)
    return ListPagination(
        page=page, per_page=per_page, max_per_page=None, error_out=False, rows=rows
    )


def paginate_pieces(
    packed: bytes, size: int, page: int, per_page: int, build: Callable[[bytes], Sequence[Any]]
) -> Pagination:
    """A page of rows of `size` bytes each, counted from 1; `build` is given those of the page."""
    return PiecePagination(
        page=_nearest(len(packed) // size, page, per_page),
        per_page=per_page,
        error_out=False,
        packed=packed,
        size=size,
        build=build,
    )


def paginate_rows(
    session: Session,
    query: Select[*tuple[Any, ...]],
    page: int,
    per_page: int,
    build: Callable[..., object],
    total: int | None = None,
    key: Any = None,
) -> Pagination:
    """A page of a query's rows, counted from 1; `total`: how many there are, if that is known.

    `key`: a column that is another one in each row. What else a row tells is then asked of those of
    the page alone, and not of all rows that are sorted for it; and where rows are few, reading all
    keys counts them as well.
    """
    keys: Sequence[Any] = ()
    if total is None and key is not None:
        keys = session.scalars(query.with_only_columns(key).limit(FEW + 1)).all()
        total = len(keys) if len(keys) <= FEW else None
    if total is None:
        rows = query.order_by(None).subquery()
        total = session.scalar(select(func.count()).select_from(rows)) or 0
    return RowPagination(
        page=_nearest(total, page, per_page),
        per_page=per_page,
        max_per_page=None,  # Files have more rows than pages.
        error_out=False,
        session=session,
        query=query,
        build=build,
        total=total,
        key=key,
        keys=keys,
    )


def paginate_numbers(
    session: Session,
    numbers: Select[int],
    page: int,
    per_page: int,
    build: Callable[[Sequence[int]], Sequence[object]],
) -> Pagination:
    """A page of what has a number each, the highest first; `numbers` selects them, `build` is given
    those of the page.

    They are counted in blocks, so that a page is looked for within its own: an offset would have
    all before it read, and sorted, once more. One of the first pages is mostly full of the highest
    numbers, and then counting all at once is enough.
    """
    found = _among_highest(session, numbers, max(page - 1, 0) * per_page, per_page)
    if len(found) == per_page:
        page = max(page, 1)
        total = session.scalar(numbers.order_by(None).with_only_columns(func.count())) or 0
    else:
        counted = _counted_blocks(session, numbers)
        total = sum(count for _block, count in counted)
        page = _nearest(total, page, per_page)
        blocks = _blocks_of(counted, (page - 1) * per_page, per_page)
        found = _in_blocks(session, numbers, *blocks, per_page)
    rows = build(found)
    return ReadPagination(
        page=page,
        per_page=per_page,
        max_per_page=None,
        error_out=False,
        read=lambda _first, _number: rows,
        total=total,
    )


def _among_highest(
    session: Session, numbers: Select[int], offset: int, wanted: int
) -> Sequence[int]:
    """Those behind an offset, as far as they are among the newest blocks; few are looked at."""
    if offset + wanted > BLOCK:
        return []
    [column] = numbers.selected_columns
    highest = session.scalar(select(func.max(column))) or 0
    return _in_blocks(session, numbers, highest // BLOCK, highest // BLOCK - 1, offset, wanted)


def _in_blocks(
    session: Session, numbers: Select[int], first: int, last: int, offset: int, wanted: int
) -> Sequence[int]:
    """Those behind an offset from the first block down to the last."""
    [column] = numbers.selected_columns
    near = numbers.where(column >= last * BLOCK, column < (first + 1) * BLOCK)
    ordered = near.order_by(None).order_by(column.desc())
    return session.scalars(ordered.limit(wanted).offset(offset)).all()


def _counted_blocks(session: Session, numbers: Select[int]) -> list[tuple[int, int]]:
    """Of `BLOCK` numbers each, the highest first: its own number, and how many are selected."""
    [column] = numbers.selected_columns
    blocks = numbers.order_by(None).with_only_columns((column // BLOCK).label("block")).subquery()
    counts = select(blocks.c.block, func.count()).group_by(blocks.c.block)
    return sorted(((block, count) for block, count in session.execute(counts)), reverse=True)


def _blocks_of(
    counted: Sequence[tuple[int, int]], offset: int, wanted: int
) -> tuple[int, int, int]:
    """The first and last block of those wanted behind an offset; and how many stand before them in
    the first."""
    first = last = 0
    before = passed = 0
    for block, count in counted:
        if passed <= offset:
            first, before = block, passed
        last, passed = block, passed + count
        if passed >= offset + wanted:
            break
    return first, last, offset - before


def paginate_read(
    total: int, page: int, per_page: int, read: Callable[[int, int], Sequence[Any]]
) -> Pagination:
    """A page of so many rows, counted from 1, which `read` finds by their place and number."""
    return ReadPagination(
        page=_nearest(total, page, per_page),
        per_page=per_page,
        max_per_page=None,
        error_out=False,
        total=total,
        read=read,
    )


def paginate_groups(
    groups: Sequence[tuple[Any, int]],
    page: int,
    per_page: int,
    read: Callable[[Sequence[Any], int, int], Sequence[Any]],
) -> Pagination:
    """A page of rows that stand in groups, counted from 1. `groups`: their keys in order, and how
    many rows each has. `read` is given the keys of those that the page shows, how many of their
    rows stand before it, and how many it has: an offset in all rows would have them all sorted.
    """

    def read_piece(first: int, number: int) -> Sequence[Any]:
        keys, before, at = list[Any](), 0, 0
        for key, rows in groups:
            if at + rows <= first:
                before = at + rows
            elif at < first + number:
                keys.append(key)
            at += rows
        return read(keys, first - before, number) if keys else ()

    return paginate_read(sum(rows for _key, rows in groups), page, per_page, read_piece)


def _backwards(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]] | None:
    """The query in the other direction, by which a page near the end is found from there: all rows
    before a page are walked through. None where rows could stand in another order than their
    mirror image: the last column must tell all rows apart."""
    clauses = query._order_by_clauses
    last: Any = _column(clauses[-1]) if clauses else None
    table = getattr(last, "table", None)
    if table is None or [column.key for column in table.primary_key] != [last.key]:
        return None
    return query.order_by(None).order_by(*map(_mirrored, clauses))


def _column(clause: ColumnElement[Any]) -> ColumnElement[Any]:
    is_turned = isinstance(clause, UnaryExpression) and clause.modifier is operators.desc_op
    return clause.element if is_turned else clause


def _mirrored(clause: ColumnElement[Any]) -> ColumnElement[Any]:
    """Of either engine the empty ones change their end with the direction."""
    column = _column(clause)
    return column if column is not clause else clause.desc()


def _nearest(total: int, page: int, per_page: int) -> int:
    return min(max(page, 1), max(1, -(-total // per_page)))

"""Pages of long lists: Flask-SQLAlchemy's pagination, also over rows, lists and packed bytes.

A page beyond the end is the last one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session


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
        query = self._query_args["query"].limit(self.per_page).offset(self._query_offset)
        return [
            self._query_args["build"](*row) for row in self._query_args["session"].execute(query)
        ]

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
) -> Pagination:
    """A page of a query's rows, counted from 1; `total`: how many there are, if that is known."""
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
    )


def _nearest(total: int, page: int, per_page: int) -> int:
    return min(max(page, 1), max(1, -(-total // per_page)))

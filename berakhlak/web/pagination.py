"""Pages of long lists, in the shape that the pager component reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page out of `pages`, counted from 1."""

    items: Sequence[T]
    page: int
    pages: int
    total: int

    @property
    def has_prev(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def prev_num(self) -> int:
        return self.page - 1

    @property
    def next_num(self) -> int:
        return self.page + 1


def slice_of(rows: Sequence[T], page: int, per_page: int) -> Slice[T]:
    """A page of rows in memory; a page beyond the end is the last one."""
    page, pages = _within(len(rows), page, per_page)
    return Slice(rows[(page - 1) * per_page : page * per_page], page, pages, len(rows))


def sliced(
    session: Session,
    rows: Select[*tuple[Any, ...]],
    page: int,
    per_page: int,
    build: Callable[..., T],
) -> Slice[T]:
    """A page of a query, each row passed through `build`."""
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    page, pages = _within(total, page, per_page)
    found = session.execute(rows.limit(per_page).offset((page - 1) * per_page))
    return Slice([build(*row) for row in found], page, pages, total)


def _within(total: int, page: int, per_page: int) -> tuple[int, int]:
    pages = max(1, -(-total // per_page))
    return min(max(page, 1), pages), pages

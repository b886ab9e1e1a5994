"""Pages of long lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, insert, select
from sqlalchemy.orm import Mapped, Session, declarative_base, mapped_column
from sqlalchemy.pool import NullPool

from berakhlak import pagination
from berakhlak.pagination import _backwards, paginate_list, paginate_numbers, paginate_rows

Base = declarative_base()


@given(st.integers(0, 120), st.integers(1, 50))
def test_pages_put_together_are_the_whole_list(length, per_page):
    rows = list(range(length))
    pages = paginate_list(rows, 1, per_page).pages

    assert [
        each for n in range(1, max(pages, 1) + 1) for each in paginate_list(rows, n, per_page).items
    ] == rows


@given(st.integers(-5, 500))
def test_a_page_that_does_not_exist_is_the_nearest_one(number):
    found = paginate_list(list(range(25)), number, 10)

    assert 1 <= found.page <= found.pages == 3
    assert found.items
    assert (found.has_prev, found.has_next) == (found.page > 1, found.page < 3)


class Row(Base):
    """Rows with values that others have, too, and with none."""

    __tablename__ = "row"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int | None]


ORDERS = {
    "up": (Row.value, Row.id),
    "down": (Row.value.desc(), Row.id),
    "both down": (Row.value.desc(), Row.id.desc()),
    "alone": (Row.id,),
}


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def rows(request, tmp_path_factory):
    """A session on a table of a hundred of them."""
    url = f"sqlite:///{tmp_path_factory.mktemp('rows') / 'a'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("_postgres")
        url = server.url(server.create_database())
    engine: Engine = create_engine(url, poolclass=NullPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        values = [{"id": n + 1, "value": n * 7 % 5 or None} for n in range(103)]
        session.execute(insert(Row), values)
        session.commit()
        yield session
    engine.dispose()


@pytest.mark.parametrize("key", [None, Row.id], ids=["whole", "by a key"])
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_a_page_that_is_read_from_the_end_or_by_a_key_is_the_same(rows, order, key):
    query = select(Row.id, Row.value).order_by(*order)
    whole = [tuple(row) for row in rows.execute(query)]
    found = [
        paginate_rows(rows, query, page, 10, lambda *row: row, total=103, key=key).items
        for page in range(1, 12)
    ]

    assert sum(found, []) == whole
    assert _backwards(query) is not None


@pytest.mark.parametrize("order", [(Row.value,), ()])
def test_rows_that_nothing_tells_apart_are_read_from_the_beginning_alone(order):
    assert _backwards(select(Row.id, Row.value).order_by(*order)) is None


@pytest.mark.parametrize("few", [5, 40, 103])
def test_pages_of_rows_whose_keys_are_read_at_once_are_the_same(rows, few, monkeypatch):
    monkeypatch.setattr(pagination, "FEW", few)
    query = select(Row.id, Row.value).order_by(Row.value.desc(), Row.id)
    whole = [tuple(row) for row in rows.execute(query)]
    pages = [
        paginate_rows(rows, query, page, 10, lambda *row: row, key=Row.id) for page in range(1, 12)
    ]
    assert sum((page.items for page in pages), []) == whole
    assert {page.total for page in pages} == {103}


@pytest.mark.parametrize("block", [1, 7, 30, 1_000])
def test_pages_of_numbers_put_together_are_all_that_were_selected(rows, block, monkeypatch):
    """However they lie in blocks: densely, in a few, or with empty ones between."""
    monkeypatch.setattr(pagination, "BLOCK", block)
    for chosen in (Row.id > 0, Row.id % 13 == 5, Row.id < 0):
        wanted = select(Row.id).where(chosen)
        pages = [paginate_numbers(rows, wanted, page, 9, list) for page in range(1, 14)]
        expected = sorted(rows.scalars(wanted), reverse=True)
        last = max(pages[0].pages, 1)
        assert [each for page in pages[:last] for each in page.items] == expected
        assert all((page.total, page.page) == (len(expected), last) for page in pages[last:])
        before = paginate_numbers(rows, wanted, -3, 9, list)
        assert (before.page, before.items) == (1, pages[0].items)

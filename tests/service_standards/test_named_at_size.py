"""Names are looked for in a text without a look at each officer of a large agency."""

from __future__ import annotations

import pytest

from berakhlak.extensions import db
from berakhlak.service_standards import named_people
from berakhlak.service_standards.named_people import named_in
from tests.factories.people import make_agency, make_person, make_unit
from tests.support.engines import POSTGRES, app_on
from tests.whole_app.test_query_plans import told

NAMES = (
    "Ani Wulandari", "dr. Bagus Santoso, Sp.PD.", "Drs.H.Cahyo Utomo", "I Ketut Sari", "Al Amin",
    "Dewi, S.E.", "H. Eko", "Syafi'i Ma’arif", "Putu.Gede Arya", "Ñusa Éka", "Made P. Wira",
)  # fmt: skip
SPOKEN = {"dr. Bagus Santoso, Sp.PD.": "Bagus Santoso", "Dewi, S.E.": "Dewi", "H. Eko": "H. Eko",
          "Drs.H.Cahyo Utomo": "Drs. H. Cahyo Utomo", "Made P. Wira": "made wira"}  # fmt: skip


@pytest.mark.parametrize("engine", ["sqlite", POSTGRES])
def test_each_name_is_found_and_the_database_leaves_out_the_others(
    engine, request, app, make_app, monkeypatch
):
    with app_on(engine, request, app, make_app) as served, served.app_context():
        unit = make_unit(db.session, make_agency(db.session))
        for name in NAMES:
            make_person(db.session, unit, name=name)
        db.session.commit()
        session, agency_id = db.session(), unit.agency_id

        def found(words: str) -> list[str]:
            return named_in(session, agency_id, [f"Temui {words} di loket"])

        for name in NAMES:
            assert found(SPOKEN.get(name, name)) == [name], name
        with told() as seen:
            assert found("petugas") == []
        [(statement, values)] = seen.items()
        brought = session.connection().exec_driver_sql(statement, values).all()
        assert {row[0] for row in brought} < set(NAMES) - {
            "Ani Wulandari",
            "Al Amin",
            "I Ketut Sari",
        }
        monkeypatch.setattr(named_people, "MOST_WORDS", 0)
        assert found("Al Amin") == ["Al Amin"]

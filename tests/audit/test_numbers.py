"""What the record, jobs and notes keep by number is never taken for a later row (decision 0256)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import record_act
from berakhlak.cycle_administration.merging import merge_people
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.operations import delete_draft
from berakhlak.extensions import Base
from berakhlak.people.models import Person
from berakhlak.people.operations import import_people
from tests.cycle_administration.test_draft_pages import drafted
from tests.factories.cycles import AT, make_open_cycle
from tests.people.files import TODAY, csv_file, row

STAYING = {
    "account",
    "agency",
    "document",
    "satisfaction survey",
    "training programme",
    "training provider",
}
"""Kinds of rows that are never deleted."""


@pytest.fixture
def opened(session):
    return make_open_cycle(session, key_store(), staff=1)


def newest(session, model):
    return session.scalar(select(func.max(model.id)))


def test_each_kind_of_act_is_about_rows_that_stay_or_are_numbered_beyond_the_record():
    numbered = {mapper.class_.recorded_as for mapper in Base.registry.mappers} - {None}

    assert {act.kind for act in Act} == STAYING | numbered
    assert not STAYING & numbered


def test_a_deleted_draft_leaves_its_number_to_no_other_cycle(session, opened):
    number = drafted(session, opened).id
    assert number == newest(session, Cycle)

    delete_draft(session(), session.get_one(Cycle, number), by=None, at=AT)

    assert drafted(session, opened).id > number


def test_who_was_merged_leaves_the_number_to_no_newcomer(session, opened):
    def bring_in(number):
        come = csv_file(row(number))
        import_people(session(), opened.agency, come, today=TODAY, by=None, at=AT)
        return session.get_one(Person, newest(session, Person))

    kept, ended = bring_in(7), bring_in(8)
    number = ended.id
    record_act(session(), Act.EDITED_PERSON, number, by=None, at=AT)
    merge_people(session(), kept, ended, by=None, at=AT)
    assert newest(session, Person) < number

    assert bring_in(9).id > number

"""Who may read a profile, over all combinations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.cycles.models import CycleState
from berakhlak.profiles.access import RELEASED, ProfileReader, ProfileSubject, may_read_profile

ids = st.integers(1, 6)
readers = st.builds(
    ProfileReader,
    agency_id=st.integers(1, 2),
    person_id=st.none() | ids,
    reads_all=st.booleans(),
)
subjects = st.builds(
    ProfileSubject,
    agency_id=st.integers(1, 2),
    person_id=ids,
    supervisor_id=st.none() | ids,
    state=st.sampled_from(CycleState),
)


@given(readers, subjects)
def test_nobody_reads_before_publishing(reader: ProfileReader, subject: ProfileSubject) -> None:
    if subject.state not in RELEASED:
        assert not may_read_profile(reader, subject)


@given(readers, subjects)
def test_only_the_officer_the_direct_supervisor_and_hr_read(
    reader: ProfileReader, subject: ProfileSubject
) -> None:
    allowed = may_read_profile(reader, subject)
    is_officer = reader.person_id == subject.person_id
    is_supervisor = reader.person_id is not None and reader.person_id == subject.supervisor_id
    assert not allowed or is_officer or is_supervisor or reader.reads_all


@given(readers, subjects)
def test_no_profile_leaves_its_agency(reader: ProfileReader, subject: ProfileSubject) -> None:
    assert not may_read_profile(reader, subject) or reader.agency_id == subject.agency_id


@given(subjects.filter(lambda subject: subject.supervisor_id is None))
def test_an_account_without_a_person_is_not_the_supervisor_of_the_leaderless(
    subject: ProfileSubject,
) -> None:
    stranger = ProfileReader(agency_id=subject.agency_id, person_id=None, reads_all=False)
    assert not may_read_profile(stranger, subject)


@pytest.mark.parametrize("state", sorted(RELEASED))
@pytest.mark.parametrize(
    ("person_id", "reads_all", "allowed"),
    [
        (7, False, True),
        (8, False, True),
        (9, False, False),
        (None, True, True),
        (None, False, False),
    ],
)
def test_after_publishing(
    state: CycleState, person_id: int | None, reads_all: bool, allowed: bool
) -> None:
    subject = ProfileSubject(agency_id=1, person_id=7, supervisor_id=8, state=state)
    reader = ProfileReader(agency_id=1, person_id=person_id, reads_all=reads_all)
    assert may_read_profile(reader, subject) is allowed

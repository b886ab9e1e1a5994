"""The product itself no longer vouches for results that were changed after closing."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import page as judge
import pytest
from page import ValidationProfile
from sqlalchemy import select

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.audit.operations import record_act
from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.extensions import db
from berakhlak.inspection.findings import FindingLevel
from berakhlak.inspection.results import inspect_results
from berakhlak.profiles import queries
from berakhlak.profiles.editions import FORMS, build_form
from berakhlak.profiles.printing import profile_pdf
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
from berakhlak.sealing.result_leaves import (
    RootStatus,
    officer_root_status,
    root_detail,
    root_status,
)
from berakhlak.signing import operations
from berakhlak.signing.codes import new_code
from berakhlak.signing.examination import FileVerdict, examine_file
from tests.support.pdf import text_of
from tests.transparency.conftest import Released

AT = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)


def cycle_of(released: Released) -> Cycle:
    return db.session.get_one(Cycle, released.cycle_id)


def issue(released: Released) -> tuple[bytes, Participant]:
    """A file that was handed out about the first officer."""
    officer = db.session.get_one(Participant, released.officers()[0].participant_id)
    content = b"%PDF-1.7 " + new_code().encode()
    operations.record_issue(
        db.session(),
        code=new_code(),
        participant_id=officer.id,
        language="id",
        source="0" * 64,
        sha256=sha256(content).hexdigest(),
        signed_by=None,
        by=None,
        at=AT,
    )
    db.session.commit()
    return content, officer


def everything(released: Released) -> tuple[RootStatus, RootStatus, FileVerdict, FindingLevel, int]:
    """What root, public verification, doctor and audit say now."""
    content, officer = issue(released)
    (told,) = inspect_results(db.engine)
    return (
        root_status(db.session(), cycle_of(released)),
        officer_root_status(db.session(), officer),
        examine_file(db.session(), content).verdict,
        told.level,
        released.run("audit", "disclosure", "--cycle", released.cycle_id)[0],
    )


GENUINE = (RootStatus.HOLDS, RootStatus.HOLDS, FileVerdict.GENUINE, FindingLevel.OK, 0)
ALTERED = (
    RootStatus.BROKEN,
    RootStatus.BROKEN,
    FileVerdict.RESULTS_ALTERED,
    FindingLevel.PROBLEM,
    1,
)


def test_untouched_results_are_genuine_everywhere(released_on_each: Released) -> None:
    assert everything(released_on_each) == GENUINE


@pytest.mark.parametrize(
    "columns", [("payload",), ("payload", "salt"), ("payload", "salt", "leaf")]
)
def test_exchanged_results_with_mended_hashes_are_genuine_nowhere(
    released_on_each: Released, columns: tuple[str, ...]
) -> None:
    released_on_each.swap(*columns)

    assert everything(released_on_each) == ALTERED


def test_nor_are_exchanged_names(released_on_each: Released) -> None:
    people = [
        db.session.get_one(Participant, row.participant_id) for row in released_on_each.officers()
    ]
    first, last = people[0], people[-1]
    first.name, last.name = last.name, first.name
    db.session.commit()

    assert everything(released_on_each) == ALTERED


def test_nor_are_exchanged_results_whose_salts_were_taken_out(released: Released) -> None:
    released.swap("payload")
    for row in released.officers():
        row.salt = None
    db.session.commit()

    assert everything(released) == ALTERED


def test_a_root_that_was_taken_out_is_no_older_cycle(released: Released) -> None:
    released.swap("payload")
    db.session.scalars(select(CycleResult)).one().root = None
    db.session.commit()

    assert everything(released)[0] is RootStatus.BROKEN


def test_a_second_root_in_the_record_is_no_proof(released: Released) -> None:
    released.swap("payload")
    record_act(
        db.session(),
        Act.FIXED_RESULTS,
        released.cycle_id,
        by=None,
        at=AT,
        detail=root_detail(bytes(32)),
    )
    db.session.commit()

    assert everything(released)[0] is RootStatus.BROKEN


def test_cycles_sealed_before_there_were_roots_are_read_as_before(released: Released) -> None:
    whole = db.session.scalars(select(CycleResult)).one()
    whole.root = None
    for model in (CycleResult, OfficerResult, UnitResult):
        for row in db.session.scalars(select(model)):
            row.salt = row.leaf = None
    for entry in db.session.scalars(select(AuditEntry)):
        if entry.act == "fixed results":
            db.session.delete(entry)
    db.session.commit()

    content, officer = issue(released)
    assert examine_file(db.session(), content).is_genuine
    source = queries.load_profile_source(db.session(), officer, "Asia/Jakarta")
    assert source.release.root is None
    assert released.run("audit", "disclosure", "--cycle", released.cycle_id)[0] == 0
    (told,) = inspect_results(db.engine)
    assert (told.level, "versi lama" in told.words) == (FindingLevel.OK, True)
    profile = profile_pdf(build_form(source, "id", FORMS[0]))
    assert "ditutup oleh versi lama, tanpa Berita Acara" in text_of(profile, released.folder)
    code, said = released.run("cycle", "transparency", released.cycle_id)
    assert (code, "versi lama" in said) == (1, True)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_profile_carries_the_root_at_its_foot(
    released: Released, form: str, language: str
) -> None:
    officer = db.session.get_one(Participant, released.officers()[0].participant_id)
    source = queries.load_profile_source(db.session(), officer, "Asia/Jakarta")

    pdf = profile_pdf(build_form(source, language, form))

    assert source.release.root is not None
    assert (
        text_of(pdf, released.folder).count(source.release.root) >= 2
    )  # Each page, and the method note.


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_closing_record_is_one_page_that_conforms(released: Released, language: str) -> None:
    out = released.folder / language
    code, _said = released.run(
        "cycle", "transparency", released.cycle_id, "--out", out, "--language", language
    )
    assert code == 0
    pdf = Path(out / "berita-acara.pdf").read_bytes()

    report = judge.validate_pdf_bytes(pdf, profile=ValidationProfile.PDF_UA_1)
    assert [(each.rule_id, each.message) for each in report.failures] == []
    source = queries.load_profile_source(
        db.session(),
        db.session.get_one(Participant, released.officers()[0].participant_id),
        "Asia/Jakarta",
    )
    assert (source.release.root or "") in text_of(pdf, released.folder)
    assert text_of(pdf, released.folder).endswith("1/1")


def test_no_command_writes_over_a_bundle(released: Released) -> None:
    bundle, _file = released.write_files()

    code, said = released.run("cycle", "bundle", released.cycle_id, "--out", bundle)

    assert (code, "--out" in said) == (2, True)
    assert bundle.stat().st_mode & 0o077 == 0


def test_a_unit_renamed_afterwards_is_found(released: Released) -> None:
    db.session.scalars(select(CycleUnit)).first().name = "Lain"
    db.session.commit()

    assert root_status(db.session(), cycle_of(released)) is RootStatus.BROKEN

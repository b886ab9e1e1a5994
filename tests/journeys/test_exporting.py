"""HR finds, previews and takes profiles along; a supervisor takes those of the team."""

from __future__ import annotations

import re
import threading
from zipfile import ZipFile

import pytest

from berakhlak.accounts.operations import set_password
from berakhlak.cycles.keyring import key_store
from berakhlak.exports import export as module
from berakhlak.profiles.operations import publish_profiles
from tests.exports.test_export_jobs import empty_pdf
from tests.factories.cycles import AT
from tests.journeys.test_whole_cycle import PASSWORD, sign_in, sign_out
from tests.results.test_views import closed_and_audited
from tests.support.browser import DESKTOP, PHONE
from tests.support.engines import app_on

pytestmark = pytest.mark.browser


@pytest.fixture
def app(request, app, make_app):
    with app_on(request.param, request, app, make_app) as made:
        yield made


@pytest.fixture
def sealed(session):
    """A closed and audited cycle of six officers; HR and the head may sign in."""
    made = closed_and_audited(session, staff=5)
    for account in (made.hr, made.account(made.head)):
        set_password(account, PASSWORD)
    session.commit()
    return made


@pytest.fixture
def gate(monkeypatch):
    """Empty PDFs, made in this process; the one after the first waits for this gate."""
    opened = threading.Event()

    def batch(_pool, jobs, folder, _room):
        for job in jobs:
            yield module.write_profile(job, folder)
            opened.wait(20)

    monkeypatch.setattr(module, "render_document", lambda _document: empty_pdf())
    monkeypatch.setattr(module, "_batch", batch)
    return opened


def files_of(page) -> int:
    """The number of PDFs in what the page of a job hands out."""
    with page.expect_download() as waited:
        page.get_by_role("link", name="Unduh hasil").click()
    with ZipFile(waited.value.path()) as zipped:
        return len([name for name in zipped.namelist() if name.endswith(".pdf")])


@pytest.mark.parametrize(
    ("app", "viewport"),
    [
        pytest.param("sqlite", DESKTOP, id="desktop"),
        pytest.param("postgresql", PHONE, id="phone", marks=pytest.mark.postgres),
    ],
    indirect=["app"],
)
def test_hr_and_a_supervisor_take_profiles_along(open_page, session, sealed, gate, viewport):
    with open_page(viewport) as page:
        sign_in(page, sealed.hr)
        page.goto(f"/siklus/{sealed.cycle.id}/profil")
        page.get_by_label("Cari nama, jabatan, atau NIP lengkap").fill("budi")
        page.get_by_role("button", name="Cari").click()
        page.get_by_role("link", name="Budi Santoso").click()
        page.get_by_role("heading", name="Pratinjau, belum terbit").wait_for()
        publish_profiles(session, sealed.cycle, keys=key_store(), by=None, at=AT)
        session.commit()

        page.get_by_role("link", name="Profil pegawai").click()
        page.get_by_role("link", name="Ekspor").click()
        page.get_by_role("button", name="Mulai ekspor").click()
        page.get_by_text("1 dari 6").first.wait_for()
        page.get_by_role("button", name="Batalkan").click()
        gate.set()
        page.get_by_role("button", name="Lanjutkan").click()
        assert files_of(page) == 6
        page.get_by_role("link", name="Profil pegawai").click()
        page.get_by_role("link", name="Ekspor").click()
        for scope, unit in (("Satu unit beserta unit di bawahnya", 1), ("Satu unit saja", 1)):
            page.get_by_label(scope).check()
            page.get_by_label(re.compile("^Unit kerja")).select_option(index=unit)
            page.get_by_role("button", name="Mulai ekspor").click()
            assert files_of(page) == 6
            page.goto(f"/siklus/{sealed.cycle.id}/ekspor")
        page.goto("/unduhan")
        assert page.get_by_text("Ekspor profil").count() == 3
        sign_out(page)

        sign_in(page, sealed.account(sealed.head))
        page.goto("/profil")
        page.get_by_role("button", name=re.compile("^Unduh seluruh tim")).click()
        assert files_of(page) == 5

"""An agency in which three people have one name, post, unit and rank, and NIPs that end alike."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.assignments.operations import open_cycle
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.operations import create_cycle, gather_nominations
from berakhlak.exports.export import export_profiles
from berakhlak.instrument.operations import reference_instrument
from berakhlak.people.models import Agency, Person
from berakhlak.people.operations import import_people
from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.operations import publish_profiles
from berakhlak.profiles.printing import profile_pdf
from berakhlak.profiles.queries import load_profile_source
from berakhlak.roles import Role
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import AT
from tests.factories.people import make_account, make_agency
from tests.people.files import TODAY, csv_file, row
from tests.people.test_people_pages import upload
from tests.support.pages import PageClient
from tests.support.pdf import text_of

NAME = "Siti Aminah"
NIPS = ("198503152010012001", "198503152008042001", "199001012015032001")
HEAD, OTHERS = "197001012000011001", {"198101012005011002": "Budi", "198201012006021003": "Citra"}
BARE = re.compile(rf"{NAME}(?! \(NIP …\d{{3,18}}\))")


class World:
    """The agency, its cycle and its readers."""

    def __init__(self, session: Any, app: Any) -> None:
        self.session, self.app = session, app
        self.agency = make_agency(session)
        self.hr = make_account(session, self.agency, Role.HR, name="Dian")
        self.take_in(
            row(1, nip=HEAD, nama="Ahmad Yani", jenjang="Administrator", jabatan="Kepala"),
            *(row(1, nip=each, nama=NAME, nip_atasan=HEAD) for each in NIPS),
            *(row(1, nip=n, nama=name, nip_atasan=HEAD) for n, name in OTHERS.items()),
        )
        units = [person.unit for person in self.people[:1]]
        self.cycle = create_cycle(
            session,
            agency_id=self.agency.id,
            name="Penilaian 2026",
            instrument=reference_instrument(session),
            opens_on=date(2026, 11, 1),
            closes_on=date(2026, 11, 30),
            units=units,
            by=None,
            at=AT,
        )
        session.commit()

    def take_in(self, *rows: Any) -> None:
        agency = self.session.get_one(Agency, self.agency.id)
        plan = import_people(self.session(), agency, csv_file(*rows), today=TODAY, by=None, at=AT)
        assert plan.is_ready, plan.defects
        self.session.commit()

    @property
    def people(self) -> list[Person]:
        mine = Person.agency_id == self.agency.id
        return list(self.session.scalars(select(Person).where(mine).order_by(Person.nip)))

    def account(self, nip: str) -> Account:
        return self.session.scalars(select(Account).where(Account.nip == nip)).one()

    def as_(self, account: Account) -> PageClient:
        return PageClient(self.app).sign_in(account)

    def open(self) -> None:
        cycle = self.session.get_one(Cycle, self.cycle.id)
        open_cycle(self.session(), cycle, keys=key_store(), by=None, at=AT, chance=random.Random(1))
        self.session.commit()

    def release(self) -> None:
        answer(self.session, key_store(), self, assignments(self.session, self))
        close(self.session, key_store(), self)
        publish_profiles(self.session(), self.cycle, keys=key_store(), by=None, at=AT)
        self.session.commit()

    def seats(self) -> list[Participant]:
        mine = (Participant.cycle_id == self.cycle.id, Participant.name == NAME)
        return list(self.session.scalars(select(Participant).where(*mine)))


@pytest.fixture
def world(session: Any, app: Any) -> World:
    return World(session, app)


def bare(reader: PageClient, *paths: str) -> list[str]:
    """Where the name stands on a page without what tells whom it means."""
    found, seen = [], 0
    for path in paths:
        html = unescape(reader.get(path).html)
        seen += html.count(NAME)
        found += [f"{path}: {html[m.start() - 60 : m.end() + 20]}" for m in BARE.finditer(html)]
    assert seen >= 3 * len(paths) / 2
    return found


def links(reader: PageClient, path: str, pattern: str) -> Iterator[str]:
    for link in reader.get(path).all("a[href]"):
        if re.fullmatch(pattern, str(link["href"])):
            yield str(link["href"])


def test_each_is_marked_by_the_end_of_the_nip_that_differs(world: World) -> None:
    marked = [person.called for person in world.people if person.name == NAME]

    assert marked == [f"{NAME} (NIP …{nip[-5:]})" for nip in sorted(NIPS)]


def test_hr_can_tell_them_apart_before_opening(world: World) -> None:
    hr, people = world.as_(world.hr), world.people

    assert not bare(hr, "/pegawai", "/pegawai?cari=siti", f"/siklus/{world.cycle.id}/penilai")
    head = next(each for each in people if each.nip == HEAD)
    assert not bare(hr, f"/pegawai/{head.id}")
    one = next(each for each in people if each.nip == NIPS[0])
    assert one.called in hr.get(f"/pegawai/{one.id}").heading


def test_whole_nips_are_shown_on_demand_and_that_is_recorded(world: World) -> None:
    hr, one = world.as_(world.hr), world.people[2]
    hidden = hr.get("/pegawai").html + hr.get(f"/pegawai/{one.id}").html
    assert not any(spaced(nip) in hidden for nip in NIPS)
    assert reads(world) == 0

    listed = hr.get("/pegawai", nip="lengkap").html
    assert all(spaced(nip) in listed for nip in NIPS)
    assert spaced(one.nip) in hr.get(f"/pegawai/{one.id}", nip="lengkap").html

    assert reads(world) == 2


def reads(world: World) -> int:
    world.session.commit()
    return len(
        world.session.scalars(
            select(AuditEntry).where(
                AuditEntry.act == "read whole nips", AuditEntry.account_id == world.hr.id
            )
        ).all()
    )


def spaced(nip: str) -> str:
    return "\u00a0".join((nip[:8], nip[8:14], nip[14], nip[15:]))


def test_colleagues_and_the_supervisor_can_tell_them_apart_while_naming(world: World) -> None:
    gather_nominations(world.session(), world.cycle, by=None, at=AT)
    world.session.commit()
    number = world.cycle.id
    peer, head = world.as_(world.account(next(iter(OTHERS)))), world.as_(world.account(HEAD))
    ids = [person.id for person in world.people if person.name == NAME]

    assert not bare(peer, f"/usulan/{number}", f"/usulan/{number}?cari=siti")
    peer.post(f"/usulan/{number}", {"names": ids, "tindakan": "simpan"}, status=422)

    assert not bare(head, f"/usulan/{number}/tim")


def test_raters_can_tell_them_apart_on_every_page_of_a_form(world: World) -> None:
    world.open()
    peer, head = world.as_(world.account(next(iter(OTHERS)))), world.as_(world.account(HEAD))
    for reader, group in ((head, "supervisor"), (peer, "peer")):
        sheets = list(links(reader, "/tugas", r"/tugas/\d+(#.*)?"))
        together = list(links(reader, "/tugas", rf"/tugas/bersama/\d+/{group}/.*"))
        assert sheets
        assert together
        paths = [path.partition("#")[0] for path in (*sheets, *together)]
        about = [path for path in dict.fromkeys(paths) if NAME in reader.get(path).html]
        assert len(about) >= 3
        assert not bare(reader, "/tugas", *about)
        declining = [f"{path}/tolak" for path in about if "bersama" not in path]
        assert not bare(reader, *declining)


def test_hr_and_citizens_can_tell_them_apart_while_the_cycle_is_open(world: World) -> None:
    world.open()
    hr, number = world.as_(world.hr), world.cycle.id
    unit = world.people[0].unit_id
    unit_of_cycle = world.seats()[0].unit_id
    assert unit

    assert not bare(hr, f"/siklus/{number}/belum-selesai", f"/siklus/{number}/penilai")
    adding = f"/siklus/{number}/loket/baru?unit={unit_of_cycle}"
    assert not bare(hr, adding)
    boxes = {str(box["name"]): "y" for box in hr.get(adding).all("input[type=checkbox]")}
    hr.post(adding, {"name": "Loket 1"} | boxes)
    assert not bare(hr, f"/siklus/{number}/loket")
    poster = next(links(hr, f"/siklus/{number}/loket", r".*/loket/\d+"))
    counter = re.search(r"/l/[\w-]+", hr.get(poster).html)
    assert counter
    assert not bare(PageClient(world.app), counter[0])


def test_profiles_lists_and_files_mean_one_person(world: World, tmp_path: Path) -> None:
    world.open()
    world.release()
    head, seats = world.as_(world.account(HEAD)), world.seats()

    assert not bare(head, "/profil")
    for seat in seats:
        assert seat.called in head.get(f"/profil/{seat.id}").heading
    built = [
        build_profile(load_profile_source(world.session(), seat, "Asia/Jakarta")) for seat in seats
    ]
    for seat, profile in zip(seats, built, strict=True):
        words = " ".join(text_of(profile_pdf(profile), tmp_path).split())
        assert " ".join(spaced(seat.nip).split()) in words
    export_profiles(built, tmp_path, total=3, workers=1)
    with (tmp_path / "daftar.csv").open(encoding="utf-8-sig") as file:
        listed = {each["berkas"]: each["nip"] for each in csv.DictReader(file)}
    assert sorted(listed.values()) == sorted(NIPS)
    assert len(listed) == 3


def test_a_change_of_post_is_what_tells_them_apart_from_then_on(world: World) -> None:
    changed = ("Arsiparis", "Bendahara", "Analis")
    pairs = zip(NIPS, changed, strict=True)
    world.take_in(*(row(1, nip=n, nama=NAME, jabatan=post, nip_atasan=HEAD) for n, post in pairs))

    assert {p.nip: p.mark for p in world.people if p.name == NAME} == dict(
        zip(NIPS, changed, strict=True)
    )


def test_the_preview_of_an_import_tells_them_apart(world: World) -> None:
    hr = world.as_(world.hr)
    more = [f"1991{month:02d}012015032001" for month in (1, 2)]
    rows = [row(1, nip=each, nama=NAME, nip_atasan=HEAD) for each in more]
    page = upload(hr, csv_file(*rows))

    assert page.html.count(NAME) >= 2
    # Samples of a column mean nobody.
    html = re.sub(r'<span class="soft">.*?</span>', "", unescape(page.html))
    assert [html[m.start() - 80 : m.end() + 40] for m in BARE.finditer(html)] == []

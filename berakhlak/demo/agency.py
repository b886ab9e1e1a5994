"""The demonstration agency: a city's population office with seven units and its people."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.accounts import operations as accounts
from berakhlak.demo.names import invented_people
from berakhlak.people.models import Agency, Employment, Person, PositionLevel, Unit
from berakhlak.people.operations import mark_namesakes
from berakhlak.roles import Role
from berakhlak.text import search_key

AGENCY = ("DKPS", "Dinas Kependudukan dan Pencatatan Sipil Kota Tirtakencana")


@dataclass(frozen=True)
class DemoPost:
    """Posts of one kind in a unit: title, level, rank, how many."""

    title: str
    level: PositionLevel
    rank: str
    count: int = 1


@dataclass(frozen=True)
class DemoUnit:
    """A unit with its head and desks; `below` is the code of its parent."""

    code: str
    name: str
    head: DemoPost
    posts: tuple[DemoPost, ...]
    below: str | None = None


def _staff(title: str, rank: str, count: int) -> DemoPost:
    return DemoPost(title, PositionLevel.PELAKSANA, rank, count)


def _expert(title: str, rank: str, count: int) -> DemoPost:
    return DemoPost(title, PositionLevel.FUNGSIONAL, rank, count)


def _division_head(title: str) -> DemoPost:
    return DemoPost(title, PositionLevel.ADMINISTRATOR, "IV/a")


def _section_head(title: str) -> DemoPost:
    return DemoPost(title, PositionLevel.PENGAWAS, "III/d")


DEMO_UNITS = (
    DemoUnit(
        "01",
        "Kepala Dinas",
        DemoPost("Kepala Dinas", PositionLevel.JPT_PRATAMA, "IV/c"),
        (),
    ),
    DemoUnit(
        "01.1",
        "Sekretariat",
        _division_head("Sekretaris Dinas"),
        (
            _expert("Analis SDM Aparatur Ahli Muda", "III/c", 3),
            _expert("Perencana Ahli Pertama", "III/b", 3),
            _staff("Pengelola Keuangan", "III/a", 4),
            _staff("Pengadministrasi Umum", "II/c", 5),
        ),
        below="01",
    ),
    DemoUnit(
        "01.2",
        "Bidang Pelayanan Pendaftaran Penduduk",
        _division_head("Kepala Bidang Pelayanan Pendaftaran Penduduk"),
        (_expert("Administrator Database Kependudukan Ahli Pertama", "III/b", 5),),
        below="01",
    ),
    DemoUnit(
        "01.2.1",
        "Seksi Identitas Penduduk",
        _section_head("Kepala Seksi Identitas Penduduk"),
        (
            _staff("Operator Layanan KTP-el", "II/d", 9),
            _staff("Petugas Loket Pendaftaran Penduduk", "II/c", 8),
        ),
        below="01.2",
    ),
    DemoUnit(
        "01.2.2",
        "Seksi Pindah Datang Penduduk",
        _section_head("Kepala Seksi Pindah Datang Penduduk"),
        (
            _staff("Pengelola Data Pindah Datang", "III/a", 7),
            _staff("Petugas Loket Pindah Datang", "II/c", 6),
        ),
        below="01.2",
    ),
    DemoUnit(
        "01.3",
        "Bidang Pelayanan Pencatatan Sipil",
        _division_head("Kepala Bidang Pelayanan Pencatatan Sipil"),
        (
            _expert("Administrator Database Kependudukan Ahli Muda", "III/c", 6),
            _staff("Pengelola Akta Kelahiran dan Kematian", "III/a", 9),
            _staff("Petugas Loket Pencatatan Sipil", "II/c", 8),
        ),
        below="01",
    ),
    DemoUnit(
        "01.4",
        "Bidang Pengelolaan Informasi Administrasi Kependudukan",
        _division_head("Kepala Bidang Pengelolaan Informasi Administrasi Kependudukan"),
        (
            _expert("Pranata Komputer Ahli Pertama", "III/b", 8),
            _staff("Pengelola Sistem Informasi", "III/a", 9),
        ),
        below="01",
    ),
    DemoUnit(
        "01.5",
        "UPT Pelayanan Kecamatan Utara",
        _section_head("Kepala UPT Pelayanan Kecamatan Utara"),
        (
            _staff("Operator Layanan KTP-el", "II/d", 9),
            _staff("Petugas Loket Terpadu", "II/b", 10),
        ),
        below="01",
    ),
)


def build_agency(session: Session, rng: random.Random) -> Agency:
    """Store the agency with its units, people, accounts and reporting lines."""
    agency = Agency(code=AGENCY[0], name=AGENCY[1])
    session.add(agency)
    session.flush()
    names = invented_people(rng)
    units: dict[str, Unit] = {}
    heads: dict[str, Person] = {}
    for office in DEMO_UNITS:
        parent = units[office.below] if office.below else None
        unit = Unit(agency_id=agency.id, code=office.code, name=office.name)
        unit.parent_id = parent.id if parent else None
        session.add(unit)
        session.flush()
        units[office.code] = unit
        boss = heads.get(office.below or "")
        heads[office.code] = _add(session, rng, names, unit, office.head, boss)
        for post in office.posts:
            for _ in range(post.count):
                _add(session, rng, names, unit, post, heads[office.code])
    mark_namesakes(session, agency.id)
    return agency


def _add(
    session: Session,
    rng: random.Random,
    names: Iterator[tuple[str, str]],
    unit: Unit,
    post: DemoPost,
    boss: Person | None,
) -> Person:
    name, sex = next(names)
    pppk = post.level is PositionLevel.PELAKSANA and rng.random() < 0.2
    number = invented_nip(rng, sex, pppk=pppk, senior=post.level.value.startswith(("jpt", "adm")))
    email = f"{search_key(name).replace(' ', '.')}@tirtakencana.example"
    account = accounts.create_account(
        session,
        agency_id=unit.agency_id,
        name=name,
        email=email,
        nip=number,
        roles=(Role.OFFICER,),
    )
    person = Person(
        agency_id=unit.agency_id,
        unit_id=unit.id,
        supervisor_id=boss.id if boss else None,
        account_id=account.id,
        nip=number,
        name=name,
        email=email,
        employment=Employment.PPPK if pppk else Employment.PNS,
        rank="VII" if pppk else post.rank,
        position=post.title,
        level=post.level,
        is_active=True,
    )
    session.add(person)
    session.flush()
    return person


def invented_nip(rng: random.Random, sex: str, *, pppk: bool, senior: bool) -> str:
    """A NIP of the official structure that belongs to nobody: serials from 900 up."""
    born = rng.randint(1967, 1976) if senior else rng.randint(1977, 1998)
    birth = f"{born}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    start = min(born + rng.randint(23, 26), 2024)
    serial = rng.randint(900, 999)
    if pppk:
        return f"{birth}{max(start, 2021)}21{sex}{serial}"
    return f"{birth}{start}{rng.choice(('01', '03', '04', '12'))}{sex}{serial}"

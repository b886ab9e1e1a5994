"""Who may do what, and how far: the one table.

Guards, menus, lists and docs/permissions.md follow from it. Docs/decisions/0048 says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from berakhlak.roles import Role


class Scope(StrEnum):
    """How far a right reaches, from the nearest to the widest."""

    SELF = "self"  # What is one's own.
    LINE = "line"  # Of those whom one leads.
    UNITS = "units"  # The unit that the role was given for, with all below it.
    AGENCY = "agency"


class Action(Enum):
    """Something that an account may do; the words continue "may …"."""

    OWN_ACCOUNT = "own account", _("Mengurus akun, pekerjaan di belakang layar, dan email sendiri")
    RATE = "rate", _("Mengisi penilaian yang diminta darinya")
    NAME_PEERS = "name peers", _("Mengusulkan rekan penilai; atasan memeriksa usulan timnya")
    EXPECT = (
        "expect",
        _(
            "Menulis ekspektasi khusus bagi timnya sebelum siklus dibuka; pegawai membacanya; "
            "tidak terbuka bagi peran"
        ),
    )
    READ_PROFILES = "read profiles", _("Membaca profil seorang pegawai yang sudah terbit")
    PREVIEW_PROFILES = "preview profiles", _("Membaca profil sebelum terbit")
    EXPORT_PROFILES = "export profiles", _("Mencari dan mengekspor profil banyak pegawai")
    EXPORT_TEAM = "export team", _("Mengunduh profil tim yang dipimpinnya")
    DEVELOP = (
        "develop",
        _("Membaca dan menyusun langkah serta percakapan sesudah profil; tidak terbuka bagi peran"),
    )
    NOTE = (
        "note",
        _(
            "Menulis catatan sendiri untuk percakapan dengan pegawai yang dipimpinnya; hanya "
            "dibaca penulisnya"
        ),
    )
    SHARE = (
        "share",
        _(
            "Membagikan paling banyak tiga kalimat kepada unitnya, dan membaca yang dibagikan di "
            "unitnya; tidak terbuka bagi peran"
        ),
    )
    RESPOND = (
        "respond",
        _(
            "Menanggapi profil dan mengajukan keberatan; atasan memberi keterangan, pemutus "
            "memutus; tidak terbuka bagi peran"
        ),
    )
    FEEDBACK = (
        "feedback",
        _(
            "Memberi, meminta, dan membaca umpan balik bernama antara dua pegawai; tidak terbuka "
            "bagi peran"
        ),
    )
    RATE_BEHAVIOUR = (
        "rate behaviour",
        _("Menetapkan rating perilaku timnya; pegawai membacanya setelah final"),
    )
    HANDLE_RATINGS = (
        "handle ratings",
        _("Melihat rating perilaku yang final, mengimpor hasil kerja, mengekspor untuk e-Kinerja"),
    )
    COUNT_TALKS = "count talks", _("Melihat berapa percakapan dan langkah menurut unit")
    WATCH_OBJECTIONS = (
        "watch objections",
        _("Melihat jumlah keberatan dan yang terlambat, menunjuk pemutus, mengatur hari libur"),
    )
    STATE_STANDARDS = "state standards", _("Menulis standar layanan dan perubahan unitnya")
    PUBLISH_UNITS = "publish units", _("Membuka halaman publik unit, menunjuk penulisnya")
    ANSWER_COMPLAINTS = "answer complaints", _("Menjawab keluhan tentang unit yang dipimpinnya")
    WATCH_COMPLAINTS = "watch complaints", _("Memantau keluhan tanpa isinya, dan mengaturnya")
    READ_PEOPLE = "read people", _("Melihat daftar pegawai dan susunan unit")
    EDIT_PEOPLE = "edit people", _("Mengubah data pegawai, menonaktifkan, mengganti NIP")
    IMPORT_PEOPLE = "import people", _("Mengimpor berkas pegawai")
    MERGE_PEOPLE = "merge people", _("Menggabungkan data ganda, menarik pegawai dari siklus")
    GIVE_CODES = "give codes", _("Membuat kode masuk dan slip")
    GIVE_CODES_TO_ALL = "give codes to all", _("Membuat kode masuk bagi akun dengan peran")
    RESET_SECOND_STEPS = "reset second steps", _("Mengatur ulang langkah kedua sebuah akun")
    WATCH_CYCLES = "watch cycles", _("Memantau siklus dan kemajuan pengisian")
    CHASE = "chase", _("Melihat dan mengingatkan penilai yang belum selesai")
    MANAGE_COUNTERS = "manage counters", _("Mengatur loket dan posternya")
    RUN_SURVEYS = "run surveys", _("Menjalankan survei kepuasan masyarakat (SKM) unit")
    PREPARE_CYCLES = "prepare cycles", _("Membuat siklus, mengatur kebijakan, menunjuk penilai")
    OPEN_AND_CLOSE = "open and close", _("Membuka dan menutup siklus")
    MODERATE = "moderate", _("Memeriksa komentar sebelum terbit")
    PUBLISH = "publish", _("Memeriksa kerahasiaan hasil dan menerbitkannya")
    DELETE_RESULTS = "delete results", _("Menetapkan masa simpan hasil dan menghapus hasil lama")
    READ_UNPUBLISHED = "read unpublished", _("Membaca hasil unit sebelum terbit")
    READ_RESULTS = "read results", _("Membaca hasil unit yang sudah terbit")
    EXPORT_RESULTS = "export results", _("Mengekspor laporan semua unit sekaligus")
    SEND_MAIL = "send mail", _("Mengatur email dan mengirim undangan ulang")
    READ_DOWNLOADS = "read downloads", _("Melihat riwayat unduhan")
    READ_RECORD = "read record", _("Melihat riwayat tindakan dalam lingkupnya")
    READ_SIGN_INS = (
        "read sign-ins",
        _("Melihat juga siapa masuk dan siapa mengganti kata sandinya sendiri"),
    )
    BREAK_GLASS = (
        "break glass",
        _(
            "Membuka dengan alasan tertulis satu profil atau keberatan yang tertutup bagi perannya"
            "; pegawainya diberi tahu"
        ),
    )
    GIVE_ROLES = "give roles", _("Memberi, mendelegasikan, dan mengakhiri peran")
    CREATE_ACCOUNTS = "create accounts", _("Membuat akun bagi yang bukan pegawai")

    words: LazyString

    def __new__(cls, code: str, words: LazyString) -> Action:
        action = object.__new__(cls)
        action._value_ = code
        action.words = words
        return action


def action_of(code: str) -> Action:
    """The action with this code. Raises ValueError."""
    return Action(code)  # type: ignore[call-arg]  # Looked up, not made.


@dataclass(frozen=True)
class Permission:
    """Who may do one thing. `own`: everybody with an account, as far as it is theirs; `line`:
    whoever leads somebody, as far as it is about those.

    `roles`: UNITS reaches as far as the role was given; AGENCY asks that it was given for the whole
    agency, and then reaches that far.
    """

    own: bool = False
    line: bool = False
    roles: Mapping[Role, Scope] = field(default_factory=dict)


def _only(*, own: bool = False, line: bool = False, **roles: Scope) -> Permission:
    return Permission(own, line, {Role(role): scope for role, scope in roles.items()})


PERMISSIONS: Mapping[Action, Permission] = {
    Action.OWN_ACCOUNT: _only(own=True),
    Action.RATE: _only(own=True),
    Action.NAME_PEERS: _only(own=True, line=True),
    Action.EXPECT: _only(own=True, line=True),
    Action.READ_PROFILES: _only(own=True, line=True, hr=Scope.AGENCY),
    Action.PREVIEW_PROFILES: _only(hr=Scope.AGENCY),
    Action.EXPORT_PROFILES: _only(hr=Scope.AGENCY),
    Action.EXPORT_TEAM: _only(line=True),
    Action.DEVELOP: _only(own=True, line=True),
    Action.NOTE: _only(line=True),
    Action.SHARE: _only(own=True, line=True),
    Action.RESPOND: _only(own=True, line=True),
    Action.FEEDBACK: _only(own=True),
    Action.RATE_BEHAVIOUR: _only(own=True, line=True),
    Action.HANDLE_RATINGS: _only(hr=Scope.AGENCY),
    Action.COUNT_TALKS: _only(hr=Scope.AGENCY),
    Action.WATCH_OBJECTIONS: _only(hr=Scope.AGENCY),
    Action.STATE_STANDARDS: _only(own=True, hr=Scope.UNITS),
    Action.PUBLISH_UNITS: _only(hr=Scope.UNITS),
    Action.ANSWER_COMPLAINTS: _only(own=True, line=True),
    Action.WATCH_COMPLAINTS: _only(hr=Scope.AGENCY),
    Action.READ_PEOPLE: _only(hr=Scope.UNITS, admin=Scope.AGENCY),
    Action.EDIT_PEOPLE: _only(hr=Scope.AGENCY, admin=Scope.AGENCY),
    Action.IMPORT_PEOPLE: _only(hr=Scope.AGENCY, admin=Scope.AGENCY),
    Action.MERGE_PEOPLE: _only(hr=Scope.AGENCY),
    Action.GIVE_CODES: _only(hr=Scope.UNITS, admin=Scope.AGENCY),
    Action.GIVE_CODES_TO_ALL: _only(admin=Scope.AGENCY),
    Action.RESET_SECOND_STEPS: _only(admin=Scope.AGENCY),
    Action.WATCH_CYCLES: _only(hr=Scope.UNITS),
    Action.CHASE: _only(hr=Scope.UNITS),
    Action.MANAGE_COUNTERS: _only(hr=Scope.UNITS),
    Action.RUN_SURVEYS: _only(hr=Scope.UNITS),
    Action.PREPARE_CYCLES: _only(hr=Scope.AGENCY),
    Action.OPEN_AND_CLOSE: _only(hr=Scope.AGENCY),
    Action.MODERATE: _only(hr=Scope.AGENCY),
    Action.PUBLISH: _only(hr=Scope.AGENCY),
    Action.DELETE_RESULTS: _only(hr=Scope.AGENCY),
    Action.READ_UNPUBLISHED: _only(hr=Scope.AGENCY),
    Action.READ_RESULTS: _only(hr=Scope.AGENCY, reader=Scope.UNITS),
    Action.EXPORT_RESULTS: _only(hr=Scope.AGENCY),
    Action.SEND_MAIL: _only(hr=Scope.AGENCY),
    Action.READ_DOWNLOADS: _only(hr=Scope.AGENCY, admin=Scope.AGENCY),
    Action.READ_RECORD: _only(hr=Scope.UNITS, admin=Scope.AGENCY),
    Action.READ_SIGN_INS: _only(admin=Scope.AGENCY),
    Action.BREAK_GLASS: _only(hr=Scope.AGENCY, admin=Scope.AGENCY),
    Action.GIVE_ROLES: _only(hr=Scope.UNITS, admin=Scope.AGENCY),
    Action.CREATE_ACCOUNTS: _only(admin=Scope.AGENCY),
}

ROLE_NAMES: Mapping[Role, LazyString] = {
    Role.OFFICER: _("Pegawai"),
    Role.HR: _("Pengelola kepegawaian"),
    Role.READER: _("Pembaca hasil"),
    Role.ADMIN: _("Administrator"),
}

# Roles that may be given for a unit with all below it; others are for the whole agency.
FOR_UNITS = frozenset({Role.HR, Role.READER})

# Which role lets its holder give which: (role, how far it was given) -> the same, within the units
# of the giver. Two of HR must agree on closing early, so nobody of HR makes another.
GIVING: Mapping[tuple[Role, Scope], Mapping[Role, frozenset[Scope]]] = {
    (Role.ADMIN, Scope.AGENCY): {
        Role.HR: frozenset({Scope.UNITS, Scope.AGENCY}),
        Role.READER: frozenset({Scope.UNITS, Scope.AGENCY}),
        Role.ADMIN: frozenset({Scope.AGENCY}),
    },
    (Role.HR, Scope.AGENCY): {
        Role.HR: frozenset({Scope.UNITS}),
        Role.READER: frozenset({Scope.UNITS, Scope.AGENCY}),
    },
    (Role.HR, Scope.UNITS): {Role.HR: frozenset({Scope.UNITS})},
}


def extent_of(unit_id: int | None) -> Scope:
    """How far a role reaches that was given for a unit, or for the whole agency (None)."""
    return Scope.AGENCY if unit_id is None else Scope.UNITS


@dataclass(frozen=True)
class Grant:
    """One role as it holds today: for a unit with all below it, or the agency (None)."""

    role: Role
    unit_id: int | None = None


@dataclass(frozen=True)
class Reach:
    """How far an account may do something: in these units and all below, or everywhere (None)."""

    agency_id: int
    unit_ids: frozenset[int] | None = None

    @property
    def is_whole(self) -> bool:
        return self.unit_ids is None


def reach_of(agency_id: int, grants: Iterable[Grant], action: Action) -> Reach | None:
    """How far these roles reach in one thing; None where none of them allows it."""
    roles, units = PERMISSIONS[action].roles, set()
    for grant in grants:
        if grant.role in roles and grant.unit_id is None:
            return Reach(agency_id)
        if grant.unit_id is not None and roles.get(grant.role) is Scope.UNITS:
            units.add(grant.unit_id)
    return Reach(agency_id, frozenset(units)) if units else None


class RoleHolder:
    """What an account may do, for whatever has an agency and grants."""

    if TYPE_CHECKING:

        @property
        def agency_id(self) -> int: ...
        @property
        def grants(self) -> frozenset[Grant]:
            """The roles that hold today."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that hold today, however far each reaches."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def only_rates(self) -> bool:
        """Whether no role lets the account do more than every officer may."""
        return not self.roles - {Role.OFFICER}

    def reach(self, action: Action) -> Reach | None:
        """How far the account may do it by its roles; what is one's own is not told here."""
        return reach_of(self.agency_id, self.grants, action)

    def may(self, action: Action, *, whole: bool = False) -> bool:
        """Whether a role allows it, anywhere; with `whole`, in the whole agency."""
        found = self.reach(action)
        return found is not None and (found.is_whole or not whole)

    def is_let_in(self, action: Action) -> bool:
        """Whether pages of this open: to whom a role allows it, and to everybody where it is about
        what is one's own. Whose it is, the page asks by itself."""
        permission = PERMISSIONS[action]
        return permission.own or permission.line or self.may(action)

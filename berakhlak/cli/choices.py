"""What options of cycles name: an agency, units, a policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles import policy_floors
from berakhlak.cycles.policy import Policy
from berakhlak.people.models import Agency, Unit
from berakhlak.run_language import N_, operator_gettext


class CommandDay(click.DateTime):
    """A day as people write it; refused with an example, not with signs of a program."""

    def __init__(self) -> None:
        super().__init__(formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"])

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            words = N_("%(text)r bukan tanggal; tulis seperti 2027-01-11 atau 11/01/2027")
            raise click.BadParameter(operator_gettext(words, text=value), ctx, param) from error


def chosen_agency(session: Session, code: str | None) -> Agency:
    """The agency with this code, or the only one there is. Raises UsageError."""
    if code is not None:
        found = session.scalar(select(Agency).where(Agency.code == code))
        if found is None:
            words = _("Tidak ada instansi dengan kode %(code)s.", code=code)
            raise click.BadParameter(words, param_hint="--agency")
        return found
    agencies = session.scalars(select(Agency).order_by(Agency.code)).all()
    if len(agencies) != 1:
        codes = ", ".join(each.code for each in agencies)
        several = _("Pilih instansi dengan --agency: %(codes)s", codes=codes)
        none = _("Belum ada instansi. Buat dahulu: people agency KODE NAMA")
        raise click.UsageError(several if agencies else none)
    return agencies[0]


def chosen_units(session: Session, agency: Agency, codes: tuple[str, ...]) -> list[Unit]:
    """The named units, or the roots of the agency, which cover all of it."""
    units = session.scalars(select(Unit).where(Unit.agency_id == agency.id)).all()
    if not codes:
        return [unit for unit in units if unit.parent_id is None]
    missing = sorted(set(codes) - {unit.code for unit in units})
    if missing:
        words = _("Tidak ada unit dengan kode %(codes)s.", codes=", ".join(missing))
        raise click.BadParameter(words, param_hint="--unit")
    return [unit for unit in units if unit.code in codes]


def read_policy(file: Path) -> Policy:
    """The policy in a JSON file. Raises BadParameter."""
    try:
        return policy_floors.parse_policy(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise click.BadParameter(f"{file}: {error}", param_hint="--policy") from error
    except policy_floors.PolicyRefused as refused:
        listed = "".join(f"\n  {each}" for each in refused.broken)
        raise click.BadParameter(f"{file}{listed}", param_hint="--policy") from refused

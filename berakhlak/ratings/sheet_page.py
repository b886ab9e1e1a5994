"""The page of a sheet. Nothing else is opened as often, so it is prerendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from flask import current_app, render_template, request, session, url_for
from flask_babel import get_locale
from markupsafe import Markup

from berakhlak.accounts.session import reader_mark
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import RaterGroup, Relation
from berakhlak.expectations.queries import asks_by_expectations
from berakhlak.extensions import db
from berakhlak.formats import format_initials, local_today
from berakhlak.instrument.catalogue import Instrument
from berakhlak.key_holders.holders import holders_from
from berakhlak.ratings.forms import SheetForm
from berakhlak.ratings.promise import sheet_promise
from berakhlak.ratings.scales import (
    SheetItem,
    SheetSection,
    SheetView,
    comment_box,
    extra_sections,
    rendered_scales,
    sheet_sections,
)
from berakhlak.ratings.sheet_description import (
    SheetQuestion,
    describe_extras,
    describe_sheet,
    step_meanings,
)
from berakhlak.ratings.sheet_session import OwnSheet, is_very_first
from berakhlak.ratings.wording import rated_people, rating_heading
from berakhlak.web.pages import render_page
from berakhlak.web.prerendered import (
    TOKEN,
    PrerenderedPage,
    form_token,
    prerender_page,
    reader_placeholder,
)

TEMPLATE = "ratings/fill.html"
_SOME = 999_999_999  # An assignment whose number is found again in an address.


@dataclass(frozen=True)
class _SheetPageKind:
    """All that the page of a sheet depends on, but for what its holes are filled with."""

    instrument: Instrument
    group: str
    size: int
    policy_json: str
    closes_on: date
    asks_comments: bool
    is_pulse: bool
    is_very_first: bool
    is_submitted: bool
    language: str
    today: date
    script_root: str
    holders_json: str | None
    replaces: bool

    @property
    def rater_group(self) -> RaterGroup:
        return Policy.from_json(self.policy_json).group(self.group)

    @property
    def is_half(self) -> bool:
        """Whether other raters of the group are asked about other behaviours."""
        is_asked = Policy.from_json(self.policy_json).asks_half and self.rater_group.is_anonymous
        return is_asked and not self.is_pulse and len(self.instrument.parts) == 1


def sheet_page(own: OwnSheet) -> bytes:
    """The sheet as it is saved, in UTF-8."""
    if "_flashes" in session:  # A page with a message of its own is drawn for itself.
        return sent_page(own, None)[0].encode()
    kind = _kind(own)
    return _prerendered(kind).fill(_placeholder_values(own, kind))


def sent_page(own: OwnSheet, form: SheetForm | None, **more: object) -> tuple[str, int]:
    """The sheet as it was sent, with its errors; as it is saved when nothing was sent."""
    shown = form.view() if form else saved_view(own)
    assignment = own.assignment
    words = _words(
        _kind(own),
        sections=shown.sections(),
        extras=shown.extras(),
        expected=_drawn_expectations(own),
        revision=form.revision.data if form else own.content.revision,
        name=assignment.ratee_name,
        position=assignment.ratee_position,
        sheet_id=assignment.id,
        decline_address=_decline_address(assignment.id),
    )
    return render_page(TEMPLATE, form=form, **words, **more)


def saved_view(own: OwnSheet) -> SheetView:
    """The sheet as it is saved; comments are asked only where they can ever be shown."""
    return SheetView(own.instrument, own.content, own.asks_comments)


def _kind(own: OwnSheet) -> _SheetPageKind:
    cycle = own.cycle
    return _SheetPageKind(
        cycle.instrument,
        own.assignment.group,
        own.assignment.size,
        cycle.policy_json,
        cycle.closes_on,
        own.asks_comments,
        cycle.is_pulse,
        is_very_first(db.session(), own),
        own.is_submitted,
        str(get_locale()),
        local_today(),
        request.script_root,
        own.cycle.holders_json,
        own.replaces,
    )


def _words(
    kind: _SheetPageKind,
    *,
    sections: Sequence[SheetSection],
    expected: Mapping[str, object],
    revision: object,
    name: str,
    position: str,
    **personal: object,
) -> dict[str, object]:
    """What the template asks for; the same names for a page and for a prerendered one."""
    policy = Policy.from_json(kind.policy_json)
    group = policy.group(kind.group)
    return {
        "kind": kind,
        "heading": rating_heading(group, name),
        "who": rated_people(group) if group.relation is Relation.SELF else name,
        "position": position,
        "purpose": policy.purpose,
        "promise": sheet_promise(
            kind.group,
            name,
            size=kind.size,
            policy=policy,
            is_pulse=kind.is_pulse,
            holders=holders_from(kind.holders_json),
        ),
        "scales": [(part, step_meanings(part, kind.language)) for part in kind.instrument.parts],
        "total": len(kind.instrument.behaviours),
        "sections": sections,
        "expected": expected,
        "revision": revision,
        **personal,
    }


# Groups, their sizes and both languages make some hundred kinds in a large cycle. Where each rater
# begins elsewhere and is asked a half, there are thousands, and most pages are drawn anew: 2.7 ms
# of the processor instead of 0.5. A page takes 25 kB, so the memory is bound at 12 MB (0081).
@lru_cache(maxsize=512)
def _prerendered(kind: _SheetPageKind) -> PrerenderedPage:
    return prerender_page(
        lambda: _drawn(kind), language=kind.language, script_root=kind.script_root
    )


def _drawn(kind: _SheetPageKind) -> str:
    words = _words(
        kind,
        sections=_sections_with_placeholders(kind),
        extras=extra_sections(describe_extras(kind.instrument, kind.language), _with_hole),
        expected={code: reader_placeholder(_expected(code)) for code in _expected_codes(kind)},
        revision=reader_placeholder("revision"),
        name=reader_placeholder("ratee"),
        position=reader_placeholder("position"),
        sheet_id=reader_placeholder("sheet"),
        decline_address=_with_placeholder(_decline_address(_SOME)),
    )
    reader = {"name": reader_placeholder("reader"), "initials": reader_placeholder("initials")}
    return render_template(
        TEMPLATE, **words, current_user=reader, reader_mark=lambda: reader_placeholder("mark")
    )


def _sections_with_placeholders(kind: _SheetPageKind) -> list[SheetSection]:
    return sheet_sections(
        describe_sheet(kind.instrument, kind.language),
        _with_hole,
        lambda part: (
            comment_box(part, reader_placeholder(_comment(part.code)))
            if kind.asks_comments
            else None
        ),
    )


def _with_hole(asked: SheetQuestion) -> SheetItem:
    return SheetItem(asked.number, asked.code, None, drawn=reader_placeholder(_scale(asked.code)))


def _placeholder_values(own: OwnSheet, kind: _SheetPageKind) -> dict[str, Any]:
    """What fills the holes, for the present reader."""
    content, scales = own.content, rendered_scales(kind.instrument, kind.language)
    reader, expected = own.assignment.reader, _drawn_expectations(own)
    return {
        TOKEN: form_token(),
        "mark": reader_mark(),
        "reader": reader,
        "initials": format_initials(reader),
        "ratee": own.assignment.ratee_name,
        "position": own.assignment.ratee_position,
        "sheet": own.assignment.id,
        "revision": content.revision,
        **{_expected(code): expected.get(code, Markup()) for code in _expected_codes(kind)},
        **{_scale(code): drawn[content.answers.get(code)] for code, drawn in scales.items()},
        **{
            _comment(each.code): content.comments.get(each.code, b"")
            for each in kind.instrument.values
        },
    }


def _expected_codes(kind: _SheetPageKind) -> list[str]:
    """Values beside which something may be expected; none where that belongs to no sheet."""
    policy = Policy.from_json(kind.policy_json)
    if not asks_by_expectations(policy, is_pulse=kind.is_pulse):
        return []
    return [value.code for value in kind.instrument.values]


def _drawn_expectations(own: OwnSheet) -> dict[str, Markup]:
    """Value code -> its markup, of values beside which something is expected."""
    draw: Any = current_app.jinja_env.get_template("ratings/_expected.html").module
    language, mixed = str(get_locale()), bool(own.instrument.blocks)
    # Where behaviours are mixed, they stand together at the top, each with the name of its value.
    names = {v.code: v.name.in_language(language) for v in own.instrument.values if mixed}
    return {
        code: draw.expected(words, value=names.get(code, ""))
        for code, words in own.assignment.expected.items()
    }


def _with_placeholder(address: str) -> str:
    before, found, after = address.partition(str(_SOME))
    assert found, address
    return f"{before}{reader_placeholder('sheet')}{after}"


def _decline_address(assignment_id: int) -> str:
    return url_for("ratings.decline_assignment", assignment_id=assignment_id)


def _scale(code: str) -> str:
    return f"scale {code}"


def _comment(code: str) -> str:
    return f"comment {code}"


def _expected(code: str) -> str:
    return f"expected {code}"

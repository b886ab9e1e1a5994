"""A list that grows with officers, forms or years is shown in pages; the others say what bounds
them."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CALLED = re.compile(r"\{%-? ?call(?:\([^)]*\))? table\(")
UNITS = "a row for each unit, to be compared at one look"
FEW = "agencies have a handful"
OF_ONE = "what concerns one officer"
CUT = "cut off where it is read, and says so"
ELEMENTS = "behaviours, elements or groups of an instrument"
# Template and rows -> what bounds them, where they are not pages.
BOUNDED = {
    ("citizens/doors.html", "sources"): "slips, machines and displays of a counter",
    ("citizens/doors.html", "days"): "days of a cycle",
    ("citizens/doors.html", "hours"): "hours of a day",
    ("citizens/doors.html", "batches"): "days of a cycle",
    ("complaints/inbox.html", "closed"): CUT,
    ("complaints/rules.html", "kinds.values()|list"): FEW,
    ("components/faulty_lines.html", "faults"): CUT,
    ("cycle_administration/_dependability_forecast.html", "found.rows"): ELEMENTS,
    ("cycle_administration/_progress.html", "progress.groups|list"): ELEMENTS,
    ("cycle_administration/_progress.html", "units"): UNITS,
    ("cycle_administration/_raters.html", "raters"): "its callers pass a page",
    ("cycle_administration/appoint.html", "cycle.policy.appointed"): ELEMENTS,
    ("cycle_administration/comments.html", "redactions"): "what HR changed by hand in one cycle",
    ("cycle_administration/comments.html", "acts"): "what HR changed by hand in one cycle",
    ("cycle_administration/cycle.html", "group_names"): ELEMENTS,
    ("cycle_administration/cycles.html", "rows"): "cycles; older ones are put into the archive",
    ("cycle_administration/groups.html", "cycle.policy.groups"): ELEMENTS,
    ("cycle_administration/holders.html", "cycle.holders.holders"): "six at most",
    ("cycle_administration/late_raters_print.html", "raters"): "printed whole",
    ("cycle_administration/officer.html", "seats"): OF_ONE,
    ("cycle_administration/talk_survey.html", "statements"): ELEMENTS,
    ("cycle_administration/talk_survey.html", "figures.units"): UNITS,
    ("data_rights/desk.html", "answered"): CUT,
    ("development/_trainings.html", "trainings.ways"): "three ways of learning",
    ("development/growth.html", "change_rows(later, names)"): ELEMENTS,
    ("development/hours.html", "rolls"): OF_ONE,
    ("development/trainings.html", "programmes"): CUT,
    ("inspection/version.html", "updates"): "updates of the installation",
    ("jobs/jobs.html", "rows"): "a page, with what it waits for",
    ("mail/overview.html", "kinds"): "kinds of mail",
    ("mail/overview.html", "batches"): CUT,
    ("objections/holidays.html", "days"): "holidays of a year",
    ("partners/partner.html", "needs"): FEW,
    ("partners/partner.html", "programmes"): FEW,
    ("partners/run.html", "found.roll"): "seats of a run",
    ("people/import.html", "shown"): CUT,
    ("people/person.html", "acting"): OF_ONE,
    ("people/person.html", "reports"): "whom one officer leads",
    ("people/preview.html", "people[:shown]"): CUT,
    ("people/preview.html", "plan.changes[:shown]"): CUT,
    ("performance/ratings.html", "unled[1]"): CUT,
    ("performance/work_results_plan.html", "moved[:shown]"): CUT,
    ("profiles/profile.html", "readings"): OF_ONE,
    ("profiles/profiles.html", "team"): "whom one officer leads",
    ("public_pages/_trust.html", "points|reverse|list"): "quarters",
    ("public_pages/switch.html", "waiting"): "cycles",
    ("public_pages/unit.html", "period.figures['values']"): ELEMENTS,
    ("public_pages/unit.html", "survey.elements"): ELEMENTS,
    ("public_pages/unit.html", "survey.plan"): ELEMENTS,
    ("public_pages/unit.html", "facts.complaints|reverse|list"): "quarters",
    ("retention/results.html", "cycles"): "cycles",
    ("retention/results.html", "deleted"): "cycles",
    ("retention/rules.html", "rules"): "rules of removal",
    ("retention/rules.html", "reports"): CUT,
    ("satisfaction_administration/_closed.html", "elements"): ELEMENTS,
    ("satisfaction_administration/_closed.html", "plan"): ELEMENTS,
    ("service_standards/unit.html", "services"): "services of a unit",
    ("service_standards/writers.html", "writers"): "writers of a unit",
    ("training_administration/catalogue.html", "proposed"): "what waits for HR",
    ("training_administration/import_plan.html", "moved[:shown]"): CUT,
    ("training_administration/needs.html", "budget.by_programme"): "programmes needed in a year",
    ("training_administration/programme.html", "runs"): "runs of a programme",
    ("training_administration/provider.html", "told"): "needs opened to a provider",
    ("training_administration/provider.html", "partners"): "accounts of a provider",
    ("training_administration/providers.html", "providers"): "providers that HR entered",
    ("training_administration/run.html", "roll"): "seats of a run",
}
LOOK = {"components/table.html", "web/gaya.html"}


def arguments(text, start):
    """Of a call whose bracket opens before `start`: split at its own commas."""
    found, depth, quote, current = [], 0, "", ""
    for sign in text[start:]:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        if depth < 0 or (sign == "," and depth == 0 and not quote):
            found.append(current.strip())
            current = ""
            if depth < 0:
                break
        else:
            current += sign
    return found


def unpaged():
    """(Template, rows) of every table that is given something else than the rows of a page."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        name, text = path.relative_to(TEMPLATES).as_posix(), path.read_text()
        for call in CALLED.finditer(text):
            rows = arguments(text, call.end())[2]
            if name not in LOOK and not rows.endswith(".items"):
                yield name, rows.partition("|reject")[0]


def test_every_long_list_is_shown_in_pages():
    assert set(unpaged()) == set(BOUNDED)


def test_pages_of_a_list_can_be_turned():
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        shown = {
            arguments(text, call.end())[2].removesuffix(".items")
            for call in CALLED.finditer(text)
            if arguments(text, call.end())[2].endswith(".items")
        }
        turned = set(re.findall(r"\{\{ pager\(([\w.]+),", text))
        assert shown <= turned, path

"""What is given of each kind: one function for each, from the holder to rows of plain values.

A row names nobody but its holder, and, where it is the holder's own record, who leads them. It
never follows from who rates whom or who has answered: a test changes both and compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from berakhlak.personal_data.collecting import after_profiles, cycles, office, people, trainings
from berakhlak.personal_data.holder import Holder, Record

Collect = Callable[[Holder], list[Record]]

COLLECTORS: Mapping[str, Collect] = {
    "personnel": people.personnel,
    "photo": people.photo,
    "placements": people.placements,
    "corrections": people.corrections,
    "account": people.account,
    "roles": people.roles,
    "second_step": people.second_step,
    "single_sign_on": people.single_sign_on,
    "codes": people.codes,
    "mail_choices": people.mail_choices,
    "seats": cycles.seats,
    "named_peers": cycles.named_peers,
    "comments": cycles.comments,
    "results": cycles.results,
    "readings": cycles.readings,
    "documents": cycles.documents,
    "pulse": cycles.pulse,
    "objections": after_profiles.objections,
    "steps": after_profiles.steps,
    "planned_trainings": trainings.planned,
    "trainings": trainings.attended,
    "shared": after_profiles.shared,
    "behaviour_rating": after_profiles.behaviour_rating,
    "expectations": after_profiles.expectations,
    "exceptional_access": after_profiles.exceptional_access,
    "stand_in": after_profiles.stand_in,
    "feedback": after_profiles.feedback,
    "record": office.record,
    "downloads": office.downloads,
    "jobs": office.jobs,
}
"""By the code of the kind; kinds that are given have one, and no others."""

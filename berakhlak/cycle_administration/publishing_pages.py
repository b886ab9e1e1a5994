"""HR publishes results: one person, or two where the policy asks for it."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import (
    Answer,
    change_request,
    confirm_step,
    start_job,
)
from berakhlak.cycle_administration.protection import disclosure_notice
from berakhlak.cycle_steps import jobs
from berakhlak.cycle_steps.preconditions import require_publishable
from berakhlak.cycle_steps.publishing_request import (
    ask_to_publish,
    require_second_publisher,
    standing_publishing,
    withdraw_publishing,
)
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.guards import requires


@blueprint.route(CYCLE + "/terbitkan", methods=["GET", "POST"])
@requires(Action.PUBLISH)
@asks_password_again
def publish_cycle(cycle_id: int) -> Answer:
    """Let officers and supervisors read the profiles; once, and for good.

    Where two are needed, the page asks for a request or tells of it; only another person's request
    is answered here.
    """

    def act(cycle: Cycle) -> str:
        require_publishable(db.session(), cycle, keys=key_store())
        if _by_two():
            require_second_publisher(db.session(), cycle, by=signed_in())
        return start_job(cycle, jobs.PUBLISH)

    cycle = own_cycle(cycle_id)
    return confirm_step(
        cycle,
        "publish",
        act,
        lambda: {"protection": disclosure_notice(db.session(), cycle)} | _two_persons(cycle),
    )


@blueprint.post(CYCLE + "/terbitkan/minta")
@requires(Action.PUBLISH)
@asks_password_again
def ask_publishing(cycle_id: int) -> Response:
    """Ask that another of HR publish these results."""

    def act(cycle: Cycle) -> None:
        ask_to_publish(db.session(), cycle, keys=key_store(), by=signed_in(), at=clock.utc_now())

    said = _("Permintaan tersimpan. Hasil terbit bila pengelola kepegawaian lain menyetujuinya.")
    return change_request(cycle_id, act, said, ".publish_cycle")


@blueprint.post(CYCLE + "/terbitkan/tarik")
@requires(Action.PUBLISH)
def withdraw_publishing_request(cycle_id: int) -> Response:
    """Take the request away, one's own or another's."""

    def act(cycle: Cycle) -> None:
        withdraw_publishing(db.session(), cycle, by=signed_in(), at=clock.utc_now())

    said = _("Permintaan ditarik. Hasil belum terbit.")
    return change_request(cycle_id, act, said, ".publish_cycle")


def _two_persons(cycle: Cycle) -> dict[str, object]:
    """Whether publishing takes two, and who has asked."""
    asked = standing_publishing(db.session(), cycle) if _by_two() else None
    mine = asked is not None and asked.account_id == signed_in().id
    return {"by_two": _by_two(), "asked": asked, "mine": mine}


def _by_two() -> bool:
    return bool(current_app.config["BERAKHLAK"].publishing_by_two)

"""/bantuan: topics of help, for everybody."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, url_for

from berakhlak.errors import NotFound
from berakhlak.help.about_services import (
    COMPLAINTS,
    EXCEPTIONAL_ACCESS,
    PUBLIC_PAGES,
    SURVEYS,
)
from berakhlak.help.for_everybody import COUNTER, FIGURES, LEADING, PROFILE, PROMISE, RATING
from berakhlak.help.for_key_holders import HOLDING
from berakhlak.help.for_offices import CYCLE, OPERATING, PEOPLE
from berakhlak.help.for_operators import AGENCIES
from berakhlak.help.for_training import HR_TRAINING, OWN_TRAINING, PARTNER_TRAINING
from berakhlak.help.topics import search_help
from berakhlak.web.addresses import searched_words
from berakhlak.web.guards import open_to_all
from berakhlak.web.pages import render_page

blueprint = Blueprint("help", __name__)
TOPICS = (
    RATING, PROFILE, OWN_TRAINING, LEADING, CYCLE, HOLDING, HR_TRAINING, PEOPLE, OPERATING, COUNTER,
    COMPLAINTS, SURVEYS, PUBLIC_PAGES, PARTNER_TRAINING, AGENCIES, EXCEPTIONAL_ACCESS, FIGURES,
    PROMISE,
)  # fmt: skip


@blueprint.app_context_processor
def _address() -> dict[str, Callable[[], str]]:
    """For the foot of every page; the layouts know no page by name. Asked for by them alone: mail
    is written where there is no request."""
    return {"help_address": lambda: url_for("help.index")}


@blueprint.get("/bantuan")
@open_to_all
def index() -> tuple[str, int]:
    """All topics, or what a search finds in them."""
    words = searched_words()
    found = list(search_help(TOPICS, words))
    return render_page("help/index.html", topics=TOPICS, words=words, found=found)


@blueprint.get("/bantuan/<help_topic>")
@open_to_all
def topic_page(help_topic: str) -> tuple[str, int]:
    """One topic."""
    topic = next((each for each in TOPICS if each.code == help_topic), None)
    if topic is None:
        raise NotFound
    return render_page("help/topic.html", topic=topic)

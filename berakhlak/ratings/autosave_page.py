"""Answers as the script sends them while they are tapped.

Nothing here is logged or audited: a time beside a rater is a link to a sheet.
"""

from __future__ import annotations

from typing import Any

from flask import request

from berakhlak.accounts.session import current_claim
from berakhlak.assignments.operations import RatingClosed
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.ratings.autosave import SheetChanges, codes_stored_as_sent, content_as_json
from berakhlak.ratings.blueprint import SHEET, blueprint
from berakhlak.ratings.comment_warnings import comment_notes
from berakhlak.ratings.drafts import DraftLost, SheetSealed
from berakhlak.ratings.operations import (
    FieldsChangedElsewhere,
    SheetChangedElsewhere,
    SheetInvalid,
)
from berakhlak.ratings.saving import change_own_sheet
from berakhlak.ratings.sheet_session import access_own_sheet
from berakhlak.web.guards import requires_by_query


@blueprint.post(f"{SHEET}/jawaban")
@requires_by_query(Action.RATE)
def autosave_answers(assignment_id: int) -> tuple[dict[str, Any], int]:
    """Some answers, sent by the script as they are tapped; told what else has changed meanwhile."""
    try:
        own = access_own_sheet(db.session(), assignment_id, current_claim(), key_store())
        changes = SheetChanges.from_request(request.get_json(silent=True))
        now = change_own_sheet(db.session(), own, changes)
        db.session.commit()
    except FieldsChangedElsewhere as error:
        return _refused(content_as_json(error.saved) | {"since": content_as_json(error.since)}, 409)
    except SheetSealed as error:
        return _refused({"sealed": True, "message": str(error)}, 409)
    except (SheetChangedElsewhere, DraftLost):
        # Too busy to merge, or the page has to be opened anew; the script keeps it and tries again.
        return _refused({}, 503)
    except RatingClosed:
        return _refused({}, 410)
    except SheetInvalid as error:
        why = {code: str(message) for code, message in error.fields.items()}
        return _refused({"message": str(error), "fields": why}, 422)
    notes = comment_notes(db.session(), own.assignment.ratee_id, changes.comments)
    seen = content_as_json(now.changed_since(changes.base))
    return seen | {"notes": notes, "kept": codes_stored_as_sent(changes, now)}, 200


def _refused(words: dict[str, Any], status: int) -> tuple[dict[str, Any], int]:
    db.session.rollback()
    return words, status

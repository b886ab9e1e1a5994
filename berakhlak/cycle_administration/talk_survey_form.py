"""The form that asks officers about their talks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.web.forms import BaseForm, DateField


class TalkSurveyForm(BaseForm):
    """Until when officers are asked about their talks."""

    last_day = DateField(
        _("Hari terakhir menjawab"),
        thing=_("hari terakhir menjawab"),
    )

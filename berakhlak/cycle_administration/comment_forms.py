"""A moderator's word on one comment; `seen` is what they read of it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from berakhlak.comments.models import HidingReason
from berakhlak.web.forms import BaseForm, LongTextField, RadiosField, SelectChoice


class CommentForm(BaseForm):
    """A comment in HR's wording; pressing "show" lets it through as written."""

    seen = HiddenField()
    text = LongTextField(
        _("Bunyi setelah disunting"), thing=_("bunyi setelah disunting"), max_length=1000
    )


class HidingForm(BaseForm):
    """Why a comment is not shown."""

    REASONS = {
        HidingReason.NAMES_SOMEBODY: _("Menyebut nama atau nomor seseorang"),
        HidingReason.TELLS_WRITER: _("Membuat penulisnya dapat ditebak"),
        HidingReason.INSULTS: _("Menghina atau merendahkan"),
        HidingReason.OFF_TOPIC: _("Bukan tentang perilaku kerja"),
    }
    seen = HiddenField()
    reason = RadiosField(
        _("Alasan"),
        thing=_("alasan tidak ditayangkan"),
        choices=[SelectChoice(code.value, words) for code, words in REASONS.items()],
    )

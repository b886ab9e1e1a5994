"""What was typed into a form that was not acted on, and how it is kept while somebody signs in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from urllib.parse import urlencode, urlsplit

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from berakhlak.text import is_secret

MARK = "reader_mark"  # The field by which a form tells whose it is.
DRAFT = "draft"  # The field of the sign-in form that carries a draft.
_NEVER_KEPT = {"csrf_token", MARK, DRAFT}
_MAX_AGE = 12 * 3600
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


@dataclass(frozen=True)
class UnsentForm:
    """Fields typed into a form; `address` takes them, `page` may be where the form stands.

    `unkept` names passwords and files that were given with it.
    """

    address: str
    page: str
    fields: tuple[tuple[str, str], ...]
    reader: str = ""
    unkept: tuple[str, ...] = ()


def is_sent_from_here() -> bool:
    """Whether a page of ours sent this request; a foreign one must not fill in forms."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.host


def is_form_from_here() -> bool:
    """Whether this request is a form that a page of ours sent."""
    return request.method == "POST" and request.mimetype in _FORMS and is_sent_from_here()


def unsent_form_of_request(*, without: str = "") -> UnsentForm:
    """The draft of this POST, without passwords; `without` names a part of the address to drop."""
    query = [(key, value) for key, value in request.args.items(multi=True) if key != without]
    address = request.path + (f"?{urlencode(query)}" if query else "")
    fields, unkept = [], [name for name, file in request.files.items() if file.filename]
    for name, value in request.form.items(multi=True):
        if is_secret(name):
            unkept += [name] if value else []
        elif name not in _NEVER_KEPT:
            fields.append((name, value))
    reader = request.form.get(MARK, "")
    return UnsentForm(address, _page() or address, tuple(fields), reader, tuple(unkept))


def _page() -> str:
    """The page of ours that sent this request, as a path with its query; empty when unknown."""
    source = urlsplit(request.headers.get("Referer", ""))
    if source.netloc != request.host:
        return ""
    path = source.path.removeprefix(request.script_root)
    return f"{path}?{source.query}" if source.query else path


def seal_unsent_form(draft: UnsentForm) -> str:
    """The draft as a signed text."""
    return str(_serializer().dumps(asdict(draft)))


def open_unsent_form(text: str) -> UnsentForm | None:
    """The draft of a signed text; None when it is forged or too old."""
    try:
        held = _serializer().loads(text, max_age=_MAX_AGE)
    except BadSignature:
        return None
    fields = tuple((name, value) for name, value in held["fields"])
    return UnsentForm(**{**held, "fields": fields, "unkept": tuple(held["unkept"])})


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="typed-draft")

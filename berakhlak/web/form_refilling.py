"""Writing what was typed into the form of a page that is drawn already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

from markupsafe import escape

Fields = Sequence[tuple[str, str]]

_NOT_KEPT = {"password", "file"}
_NOT_TYPED = {"hidden", "submit", "button", "image", "reset"}
_ADDRESSES = ("action", "formaction", "href")


@dataclass(frozen=True)
class RefilledPage:
    """A filled page; `left` names fields without a place, `unkept` its passwords and files."""

    html: str
    left: frozenset[str]
    unkept: frozenset[str]


@dataclass
class _Tag:
    """A start tag in the page: where it stands, and for a textarea or select, what it holds."""

    name: str
    attributes: dict[str, str | None]
    start: int
    end: int
    close: int = 0
    options: list[_Tag] = field(default_factory=list)

    def attribute(self, name: str) -> str:
        return self.attributes.get(name) or ""

    def written(self, **changes: str | None) -> str:
        """The tag with other attributes; None takes one away."""
        kept = {**self.attributes, **changes}
        dropped = {name for name, value in changes.items() if value is None}
        parts = [
            name if value is None else f'{name}="{escape(value)}"'
            for name, value in kept.items()
            if name not in dropped
        ]
        return f"<{' '.join([self.name, *parts])}>"


@dataclass
class _Form:
    tag: _Tag
    controls: list[_Tag] = field(default_factory=list)

    def field_names(self) -> set[str]:
        return {control.attribute("name") for control in self.controls}


class _Reader(HTMLParser):
    """Finds the forms that are sent by POST, and addresses that lean on the page's own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self._open: _Form | None = None
        self.forms: list[_Form] = []
        self.leaning: list[_Tag] = []
        self.feed(html)

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._place()
        found = _Tag(tag, dict(attrs), start, start + len(self.get_starttag_text() or ""))
        if tag == "form":
            self._open = _Form(found)
            if found.attribute("method") == "post":
                self.forms.append(self._open)
        elif any(found.attribute(name).startswith("?") for name in _ADDRESSES):
            self.leaning.append(found)
        elif self._open:
            self._note(found)

    def _note(self, found: _Tag) -> None:
        controls = self._open.controls if self._open else []
        if found.name == "option" and controls:
            controls[-1].options.append(found)
        elif found.name in {"input", "textarea", "select", "button"}:
            controls.append(found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._open:
            self._open.controls[-1].close = self._place()


def refill_form(html: str, fields: Fields, *, address: str) -> RefilledPage:
    """Fill the form of the page at `address` that has a place for most of the fields.

    Addresses that lean on the page's own are written out, since the page may be shown elsewhere.
    """
    html = html.replace("\r", "")
    read = _Reader(html)
    path = address.partition("?")[0]
    edits = [(tag.start, tag.end, _written_out(tag, path)) for tag in read.leaning]
    typed = _by_name(fields)
    form = max(read.forms, key=lambda each: len(each.field_names() & set(typed)), default=None)
    if form is None:
        return RefilledPage(_edited(html, edits), frozenset(typed), frozenset())
    if not form.tag.attribute("action"):
        edits.append((form.tag.start, form.tag.end, form.tag.written(action=address)))
    left = frozenset(name for name in typed.keys() - form.field_names() if any(typed[name]))
    remaining = {name: list(values) for name, values in typed.items()}
    for control in form.controls:
        edits += _filled(control, remaining)
    unkept = [each for each in form.controls if each.attribute("type") in _NOT_KEPT]
    names = frozenset(each.attribute("name") for each in unkept)
    return RefilledPage(_edited(html, edits), left, names)


def _by_name(fields: Fields) -> dict[str, list[str]]:
    typed: dict[str, list[str]] = {}
    for name, value in fields:
        typed.setdefault(name, []).append(value)
    return typed


def _written_out(tag: _Tag, path: str) -> str:
    leaning = {n: path + tag.attribute(n) for n in _ADDRESSES if tag.attribute(n).startswith("?")}
    return tag.written(**leaning)


def _filled(control: _Tag, typed: dict[str, list[str]]) -> Iterable[tuple[int, int, str]]:
    """The edits that put its value into a control; of one name, each takes the next."""
    kind, values = control.attribute("type"), typed.get(control.attribute("name"))
    if control.name == "button" or kind in _NOT_TYPED | _NOT_KEPT:
        return []
    if kind == "checkbox" or (kind == "radio" and values is not None):
        return [_chosen(control, "checked", values or [])]
    if values is None or kind == "radio":
        return []
    if control.name == "select":
        return [_chosen(option, "selected", values) for option in control.options]
    value = values.pop(0) if values else ""
    if control.name == "textarea":
        # Browsers drop the first line break.
        return [(control.end, control.close, f"\n{escape(value)}")]
    return [(control.start, control.end, control.written(value=value))]


def _chosen(tag: _Tag, word: str, values: list[str]) -> tuple[int, int, str]:
    tag.attributes.pop(word, None)
    if tag.attribute("value") in values:
        tag.attributes[word] = None
    return tag.start, tag.end, tag.written()


def _edited(html: str, edits: Iterable[tuple[int, int, str]]) -> str:
    for start, end, text in sorted(edits, reverse=True):
        html = html[:start] + text + html[end:]
    return html

"""Slips of paper: what the form of a counter asks, in both languages, to be filled in by pen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import force_locale, gettext

from berakhlak.citizens.face_form import form_at
from berakhlak.citizens.forms import VoiceForm
from berakhlak.citizens.models import Counter
from berakhlak.citizens.poster_file import LOGO, PosterHead
from berakhlak.cycles.purposes import Purpose
from berakhlak.documents.pdf import TOKENS, PrintableDocument, render_document
from berakhlak.languages import SOURCE

LANGUAGES = (SOURCE, "en")
CHOSEN_FROM = ("radios", "checkboxes", "scale")
WRITTEN = ("textarea",)
STYLES = (TOKENS, "css/paper.css")
ROOMY = 17  # Answers: the short form with four officers and the counter. More need small letters.
Words = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class PaperQuestion:
    """One question: (language, words) each; `answers` with the number that is typed for it, none
    where words are written. `is_row`: short answers that stand side by side."""

    words: Words
    answers: Sequence[tuple[str, Words]] = ()
    is_row: bool = False


def paper_questions(counter: Counter) -> Sequence[PaperQuestion]:
    """Whatever the form of the counter asks, in its order; needs a request."""
    forms = []
    for language in LANGUAGES:
        with force_locale(language):
            made = form_at(counter)
            forms.append([_asked(field) for field in _fields(made)])
    return [_in_both(each) for each in zip(*forms, strict=True)]


def _fields(form: VoiceForm) -> list[object]:
    known = (*CHOSEN_FROM, *WRITTEN)
    return [field for field in form.paper_fields() if getattr(field, "component", "") in known]


def _asked(field: object) -> tuple[str, Sequence[tuple[str, str]], bool]:
    """Its words, its answers, and whether they are steps of a scale."""
    label, component = str(field.label.text), field.component  # type: ignore[attr-defined]
    if component in WRITTEN:
        return label, (), False
    choices = list(field.iter_choices())  # type: ignore[attr-defined]
    is_scale = component == "scale"
    return (
        label,
        [
            (str(choice.value) if is_scale else str(place), str(choice.label))
            for place, choice in enumerate(choices, start=1)
        ],
        is_scale,
    )


def _in_both(asked: Sequence[tuple[str, Sequence[tuple[str, str]], bool]]) -> PaperQuestion:
    answers = [
        (numbered[0][0], _different([words for _number, words in numbered]))
        for numbered in zip(*(each[1] for each in asked), strict=True)
    ]
    return PaperQuestion(_different([each[0] for each in asked]), answers, asked[0][2])


def _different(said: Sequence[str]) -> Words:
    """What is the same in both languages, as a name is, stands there once."""
    found: dict[str, str] = {}
    for language, words in zip(LANGUAGES, said, strict=True):
        found.setdefault(words, language)
    return [(language, words) for words, language in found.items()]


def paper_pdf(
    questions: Sequence[PaperQuestion], *, counter: str, head: PosterHead, purpose: Purpose
) -> bytes:
    """The slip on A5, as large as its page lets it be; needs an application context."""
    template = current_app.jinja_env.get_template("citizens/paper_document.html")
    sentences = []
    for language in LANGUAGES:
        with force_locale(language):
            sentences.append(_sentences(purpose))
    with force_locale(SOURCE):
        html = template.render(
            questions=questions,
            counter=counter,
            head=head,
            logo=LOGO,
            roomy=sum(len(each.answers) for each in questions) <= ROOMY,
            language=SOURCE,
            **{name: _different([each[name] for each in sentences]) for name in sentences[0]},
        )
    mark = f"paper/{counter}/{len(questions)}".encode()
    pictures = ((LOGO, head.logo),) if head.logo else ()
    return render_document(
        PrintableDocument(html=html, identifier=mark, styles=STYLES, pictures=pictures)
    )


def _sentences(purpose: Purpose) -> dict[str, str]:
    return {
        "invitation": gettext("Bagaimana pelayanan kami?"),
        "how": gettext("Silang satu kotak untuk setiap pertanyaan. Boleh ada yang dilewati."),
        "purpose": purpose.to_citizens,
        "promise": gettext(
            "Jangan tulis nama Anda. Petugas loket ini tidak mengetik slip ini dan hanya melihat "
            "nilai gabungan. Masukkan slip ke dalam kotak."
        ),
    }

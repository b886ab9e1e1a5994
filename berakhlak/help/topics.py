"""What a topic of help is, all of them in order, and the search over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import LazyString

from berakhlak.text import has_every_word


@dataclass(frozen=True)
class HelpPart:
    """A heading with sentences below it; `is_steps`: they are done one after the other."""

    heading: LazyString
    sentences: tuple[LazyString, ...]
    is_steps: bool = False


@dataclass(frozen=True)
class HelpTopic:
    """`code` stands in the address; `readers` says for whom it is."""

    code: str
    title: LazyString
    readers: LazyString
    parts: tuple[HelpPart, ...]


@dataclass(frozen=True)
class HelpMatch:
    """A part in which all words of a search stand, and its place in the topic, from 1."""

    topic: HelpTopic
    part: HelpPart
    place: int


def search_help(topics: tuple[HelpTopic, ...], words: str) -> Iterator[HelpMatch]:
    """Parts that hold every word in the reader's language, whatever its case; none for no words."""
    for topic in topics:
        for place, part in enumerate(topic.parts, start=1):
            if has_every_word(words, *(str(each) for each in _said(topic, part))):
                yield HelpMatch(topic, part, place)


def _said(topic: HelpTopic, part: HelpPart) -> Iterator[LazyString]:
    yield topic.title
    yield part.heading
    yield from part.sentences

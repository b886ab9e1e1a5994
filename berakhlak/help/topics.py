"""What a topic of help is, all of them in order, and the search over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import LazyString

from berakhlak.text import search_key, search_words


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
    wanted = search_words(words)
    for topic in topics:
        for place, part in enumerate(topic.parts, start=1):
            said = search_key(" ".join(str(each) for each in _said(topic, part)))
            if wanted and all(word in said for word in wanted):
                yield HelpMatch(topic, part, place)


def _said(topic: HelpTopic, part: HelpPart) -> Iterator[LazyString]:
    yield topic.title
    yield part.heading
    yield from part.sentences

"""Drawn lines kept across documents: the operators of a line, and the glyphs that it uses.

A line is drawn once by the library while `_Recorder` listens; it is played back into later
documents. Which letters a glyph stands for is part of a file, in the order of first use, so a
line says which glyphs it needs and in which order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from berakhlak.documents.quick import seen
from berakhlak.documents.quick.styles import number_of

LINES = seen.Store()
"""(style, text, spacing between words) -> a `DrawnLine`."""


@dataclass(frozen=True, slots=True)
class FontUse:
    """A font in a line: Pango's own (held by `owner`), its key, and the glyphs needed of it."""

    key: int
    pango_font: Any
    size: float
    letters: dict[int, str]
    widths: dict[int, int]


@dataclass(frozen=True, slots=True)
class DrawnLine:
    fonts: tuple[FontUse, ...]
    steps: tuple[tuple[str, Any], ...]
    """("size", (hash of the font, size)) or ("write", operators as they stand in the stream)."""
    owner: Any
    """Pango's layout, which holds its fonts."""


def drawing(stock: Any, text: Any) -> Any:
    """`draw_first_line` that remembers. It relies on a line touching nothing of a stream but its
    operators, the size of its font and its fonts. `text` is the library's module of Pango."""

    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any
    ) -> list[Any]:
        layout, number = textbox.pango_layout, number_of(textbox.style)
        key = (number, layout.text, layout.justification_spacing)
        is_plain = number is not None and block_ellipsis == "none" and text_overflow != "ellipsis"
        if is_plain and textbox.text.strip() and _play(LINES.get(key), stream, matrix):
            return []
        onto = _Recorder(stream) if is_plain else stream
        emojis: list[Any] = stock(onto, textbox, text_overflow, block_ellipsis, matrix)
        if is_plain and not emojis and LINES.is_due(key) and onto.is_whole(text):
            LINES.put(key, onto.line(layout))
        return emojis

    return draw_first_line


def _play(line: DrawnLine | None, stream: Any, matrix: Any) -> bool:
    """Draw a kept line; False, and nothing drawn, where this document knows a glyph otherwise."""
    if line is None or not (fonts := _fonts_for(line, stream)):
        return False
    for font, use in zip(fonts, line.fonts, strict=True):
        for glyph, letters in use.letters.items():
            font.to_unicode.setdefault(glyph, letters)
        for glyph, width in use.widths.items():
            font.widths.setdefault(glyph, width)
    stream.set_text_matrix(*matrix.values)
    for step, what in line.steps:
        if step == "size":
            stream.set_font_size(*what)
        else:
            stream.stream.extend(what)
    return True


def _fonts_for(line: DrawnLine, stream: Any) -> list[Any]:
    """The fonts of the line in this document; none where a glyph is known by another width."""
    fonts = []
    for use in line.fonts:
        font = stream._fonts.get(use.key) or stream.add_font(use.pango_font)[0]
        if any(font.widths.get(glyph, width) != width for glyph, width in use.widths.items()):
            return []
        fonts.append(font)
    return fonts


class _Recorder:
    """Passes everything on to a stream, and notes what a line did to it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._uses: dict[int, tuple[FontUse, Any]] = {}
        self._steps: list[tuple[str, Any]] = []
        self.is_plain = True
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect

    def is_whole(self, text: Any) -> bool:
        """Whether another document would draw the line by these steps, whatever it drew before.

        A document keeps the width of a glyph in the first size that it meets, rounded there.
        """
        return self.is_plain and all(
            width == self._own_width(text, use, glyph)
            for use, _ in self._uses.values()
            for glyph, width in use.widths.items()
        )

    def _own_width(self, text: Any, use: FontUse, glyph: int) -> int:
        text.pango.pango_font_get_glyph_extents(
            use.pango_font, glyph, self.ink_rect, self.logical_rect
        )
        width: int = round(self.logical_rect.width * 1000 * text.FROM_UNITS / use.size)
        return width

    def line(self, layout: Any) -> DrawnLine:
        fonts = tuple(use for use, _ in self._uses.values())
        return DrawnLine(fonts, tuple(self._steps), layout.layout)

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        font, size = self._stream.add_font(pango_font)
        key = next(key for key, each in self._stream._fonts.items() if each is font)
        if key not in self._uses:
            use = FontUse(key, pango_font, size, {}, {})
            self._uses[key] = (use, _Listening(font, use, self))
        if font.svg or font.png or font.colr or font.bitmap:
            self.is_plain = False
        return self._uses[key][1], size

    def set_text_matrix(self, *values: float) -> None:
        self._stream.set_text_matrix(*values)

    def set_font_size(self, font: str, size: float) -> None:
        self._steps.append(("size", (font, size)))
        self._stream.set_font_size(font, size)

    def show_text(self, text: str) -> None:
        self._written(self._stream.show_text, text)

    def set_text_rise(self, rise: float) -> None:
        self._written(self._stream.set_text_rise, rise)

    def _written(self, write: Any, what: Any) -> None:
        start = len(self._stream.stream)
        write(what)
        self._steps.append(("write", tuple(self._stream.stream[start:])))


class _Listening:
    """A font that notes which of its glyphs a line asks for, in order."""

    def __init__(self, font: Any, use: FontUse, recorder: _Recorder) -> None:
        self._font, self._recorder = font, recorder
        self.hash, self.bitmap, self.png = font.hash, font.bitmap, font.png
        self.svg, self.colr = font.svg, font.colr
        self.to_unicode = _Letters(font.to_unicode, use.letters)
        self.widths = _Widths(font.widths, use.widths)

    def get_unused_glyph_id(self, codepoint: int) -> Any:
        """The number of a missing glyph depends on what else a document misses."""
        self._recorder.is_plain = False
        return self._font.get_unused_glyph_id(codepoint)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._font, name)


class _Letters:
    """What the glyphs of a line stand for in this line; the document keeps what came first."""

    def __init__(self, real: dict[int, str], noted: dict[int, str]) -> None:
        self._real, self._noted = real, noted

    def __contains__(self, glyph: int) -> bool:
        return glyph in self._noted

    def __setitem__(self, glyph: int, letters: str) -> None:
        self._noted[glyph] = letters
        self._real.setdefault(glyph, letters)


class _Widths:
    """The widths of glyphs, in thousandths of the size, as this document knows them."""

    def __init__(self, real: dict[int, int], noted: dict[int, int]) -> None:
        self._real, self._noted = real, noted

    def __contains__(self, glyph: int) -> bool:
        return glyph in self._real

    def __getitem__(self, glyph: int) -> int:
        width = self._noted[glyph] = self._real[glyph]
        return width

    def __setitem__(self, glyph: int, width: int) -> None:
        self._real[glyph] = self._noted[glyph] = width


class Around:
    """What a generator does before and after, without the exception that ends one.

    For the contexts of a stream, entered thousands of times a document.
    """

    __slots__ = ("steps",)

    def __init__(self, steps: Any) -> None:
        self.steps = steps

    def __enter__(self) -> None:
        next(self.steps)

    def __exit__(self, kind: Any, error: Any, _trace: Any) -> None:
        if error is None:
            next(self.steps, None)
        else:
            self.steps.throw(error)


def around(stock: Any) -> Any:
    """A method that `contextlib.contextmanager` made, with `Around` in the place of its own."""
    steps = stock.__wrapped__

    def context(self: Any, *given: Any) -> Around:
        return Around(steps(self, *given))

    return context

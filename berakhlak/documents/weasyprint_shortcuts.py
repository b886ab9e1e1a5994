"""The private parts of WeasyPrint that are used to go faster, all in this module.

- `HTML` is built from a tree that the XML parser of the standard library made: our templates are
  well-formed, so the parser for broken pages is not needed.
- The library asks the tree for elements by name alone, `query_all("title", "meta", "link")`.
- `HTML._ua_stylesheets` gives nothing: the default rules for the elements that our templates use
  stand before our own in one sheet, for each element is held against every sheet. Rules that are as
  specific count in their order, so ours still overrule them.

The library itself is handed in. `tests/documents/test_weasyprint_shortcuts.py` fails when it
changes any of this; until mended, `weasyprint.HTML` does the same work more slowly.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
DRAWING = f"{{{SVG}}}svg"
# The default rules of WeasyPrint 70 for the elements that printed documents use; PDF bookmarks and
# header cells come from here too. What our sheet says of every cell in any case (room, colour of
# borders, where words stand) is left out: each rule is read for each of hundreds of cells.
DEFAULTS = """
head, link, meta, title { display: none }
html, body, dd, div, dl, dt, figure, h1, h2, h3, h4, p, section, ul { display: block }
li { display: list-item }
table { display: table; border-spacing: 2px; border-collapse: separate; box-sizing: border-box;
  text-indent: initial }
caption { display: table-caption }
thead { display: table-header-group }
tbody { display: table-row-group }
tr { display: table-row }
td, th { display: table-cell }
p, ul { margin-top: 1em; margin-bottom: 1em }
body { margin: 8px }
h1 { margin-top: .67em; margin-bottom: .67em; font-size: 2em; bookmark-level: 1 }
h2 { margin-top: .83em; margin-bottom: .83em; font-size: 1.5em; bookmark-level: 2 }
h3 { margin-top: 1em; margin-bottom: 1em; font-size: 1.17em; bookmark-level: 3 }
h4 { margin-top: 1.33em; margin-bottom: 1.33em; font-size: 1em; bookmark-level: 4 }
h1, h2, h3, h4 { font-weight: bold; bookmark-label: content(text); hyphens: manual;
  break-after: avoid; break-inside: avoid }
ul { padding-left: 40px; list-style-type: disc; counter-reset: list-item; break-before: avoid }
strong, th { font-weight: bold }
small { font-size: smaller }
a { color: blue; text-decoration: underline }
::marker { font-variant-numeric: tabular-nums; white-space: pre; text-transform: none }
svg { overflow: hidden }
svg > * { display: none }
@page {
  margin: 75px;
  @bottom-left { text-align: left; vertical-align: middle }
  @bottom-right { text-align: right; vertical-align: middle }
}
"""


class Found(NamedTuple):
    """An element that was asked for by name."""

    etree_element: ElementTree.Element


def fast_html_class(weasyprint: Any) -> Any:
    """A kind of `weasyprint.HTML`: (well-formed text, base address, fetcher) -> document.

    Making one raises ElementTree.ParseError for text that is not well-formed.
    """
    tree = _tree_class()

    class QuickHTML(weasyprint.HTML):  # type: ignore[misc]
        """What `HTML.__init__` sets, from a tree that another parser made. Its sheet begins with
        `default_rules`."""

        default_rules = DEFAULTS

        def __init__(self, text: str, base: str, fetcher: Any) -> None:
            # The text is ours, values in it are escaped, and expat opens nothing.
            root = ElementTree.fromstring(text)  # noqa: S314
            for drawing in list(root.iter("svg")):
                _name_drawing(drawing)
            self.base_url = base
            self.url_fetcher = fetcher
            self.media_type = "print"
            self.wrapper_element = tree.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return list(super()._ua_stylesheets(forms)) if forms else []

    return QuickHTML


def _tree_class() -> Any:
    """A kind of the library's view of a tree of elements."""
    from cssselect2 import ElementWrapper  # type: ignore[import-untyped]

    class Root(ElementWrapper):  # type: ignore[misc]
        """The tree, asked by names of elements alone without a selector for each element."""

        def query_all(self, *names: str) -> Iterator[Any]:
            for element in self.etree_element.iter():
                if element.tag.rpartition("}")[2] in names:
                    yield Found(element)

        def iter_children(self) -> Iterator[Any]:
            """Parts of a drawing are drawn and not laid out: those on top are hidden, and what is
            in them is asked for no style."""
            if self.parent is None or self.parent.etree_element.tag != DRAWING:
                yield from super().iter_children()

    return Root


def _name_drawing(drawing: ElementTree.Element) -> None:
    """Put a drawing without namespace into that of SVG, as an HTML parser does."""
    for element in drawing.iter():
        element.tag = f"{{{SVG}}}{element.tag}"

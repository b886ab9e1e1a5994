"""Whether a page can be read and used on a small phone, enlarged, by keyboard, without motion.

What is measured is in measure.js; which of it holds at which size is said here. Targets of less
than 44 px are let through for one reason alone, the exception of WCAG 2.5.8 and 2.5.5 called
"inline": a link within a sentence is as high as the line, or lines would have to be 44 px apart.
No other exception is used: no small control is excused by a larger one elsewhere ("equivalent"),
and none is drawn by the browser ("user agent control").
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.support.browser import DESKTOP, PHONE

MEASURE = Path(__file__).with_name("measure.js")
READABLE = ("sideways", "cut", "broken", "overlapping", "escaping")
NARROW = {"width": 320, "height": 640}
ZOOMED = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}  # 200 % of a window.
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
SOMEWHAT_LARGER = "document.documentElement.style.fontSize = '130%'"
PLAIN_TEXT = "document.documentElement.style.fontSize = ''"


def faults_of(page: Page) -> list[str]:
    """Everything that is wrong with the page, at each size that counts; leaves it at phone size."""
    found = measured(page, "on a phone", ("moving", "small"))
    found += enlarged(page, ("sideways", "unsaid"))
    page.keyboard.press("Tab")
    found += measured(page, "on a phone", ("unseen",))
    page.evaluate("measure.unfold()")
    for place, window in (("at 320 px", NARROW), ("on a phone", PHONE), ("at 200 %", ZOOMED)):
        page.set_viewport_size(window)
        found += measured(page, place, READABLE)
    page.set_viewport_size(DESKTOP)
    page.evaluate(LARGE_TEXT)
    found += measured(page, "with letters twice as large", READABLE)
    page.evaluate(PLAIN_TEXT)
    found += measured(page, "in a window", (*READABLE, "crowded"))
    page.set_viewport_size(PHONE)
    found += measured(page, "on a phone", ("crowded",))
    return found + enlarged(page, ("sideways", "cut", "overlapping", "escaping"))


def enlarged(page: Page, names: tuple[str, ...]) -> list[str]:
    """What a reader of large letters cannot reach on a phone: sideways, cut off, or out of view.

    Words longer than the line may break there: 360 px at 200 % are 18 letters.
    """
    found = []
    for how, letters in (("130 %", SOMEWHAT_LARGER), ("200 %", LARGE_TEXT)):
        page.evaluate(letters)
        found += measured(page, f"letters of {how}", names)
    page.evaluate(PLAIN_TEXT)
    return found


def measured(page: Page, place: str, names: tuple[str, ...]) -> list[str]:
    found = page.evaluate("names => names.flatMap(name => measure[name]())", names)
    return [f"{place}: {fault}" for fault in found]

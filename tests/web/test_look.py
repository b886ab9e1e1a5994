"""The promises of the look that can be calculated or measured."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from numpy.typing import NDArray
from playwright.sync_api import Page

from berakhlak.colours import VALUE_COLOURS, Scheme, token_colour, token_colours
from config import ROOT
from tests.support.browser import DESKTOP, PHONE
from tests.support.pages import PageClient
from tests.web.conftest import build_kit

Array = NDArray[np.float64]
SCHEMES: list[Scheme] = ["light", "dark"]
SHIPPED = ["rust", "indigo", "blue", "teal", "umber"]
GROUPS = [*SHIPPED, "lilac", "violet", "night"]
NILAI = [f"nilai-{n}" for n in range(1, VALUE_COLOURS + 1)]
GROUNDS = ["ground", "surface"]
HEAT = ["far-below", "below", "near", "above", "far-above"]
# These need a domain's figures, people or units; the tests of their pages look at them.
ELSEWHERE = {
    "charts.html",
    "citizen_form.html",
    "copy.html",
    "people.html",
    "practice.html",
    "steps.html",
    "unit_tree.html",
}
# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "full": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def _linear(token: str, scheme: Scheme) -> Array:
    encoded = (
        np.array([int(token_colour(token, scheme)[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    )
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _luminance(token: str, scheme: Scheme) -> float:
    return float(_linear(token, scheme) @ [0.2126, 0.7152, 0.0722])


def _contrast(one: str, other: str, scheme: Scheme) -> float:
    darker, lighter = sorted([_luminance(one, scheme), _luminance(other, scheme)])
    return (lighter + 0.05) / (darker + 0.05)


def _oklab(linear: Array) -> Array:
    """Ottosson's perceptual space (2020): near-equal distances look equally different."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    axes = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return np.asarray(axes @ np.cbrt(cones @ np.clip(linear, 0, 1)))


def _nearest(tokens: list[str], vision: Array, scheme: Scheme) -> float:
    """The smallest distance between any two of the colours, black to white being 1."""
    seen = [_oklab(vision @ _linear(token, scheme)) for token in tokens]
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", [*GROUNDS, "sunken"])
@pytest.mark.parametrize("text", ["ink", "primary", "primary-deep"])
def test_running_text_reaches_the_enhanced_contrast(text: str, ground: str, scheme: Scheme) -> None:
    assert _contrast(text, ground, scheme) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink-soft", "ground"),
        ("ink-soft", "sunken"),
        ("ink-soft", "primary-tint"),
        ("brick", "ground"),
        ("danger", "danger-tint"),
        ("danger", "ground"),
        ("success", "success-tint"),
        ("warning", "warning-tint"),
        ("warning", "gold-tint"),
        ("on-primary", "primary"),
        ("on-primary", "primary-deep"),
        ("on-primary-mark", "primary"),
        ("on-bar", "bar"),
        ("gold", "bar"),
        ("on-gold", "gold"),
        ("on-danger", "danger"),
        ("on-danger", "danger-deep"),
        ("surface", "ink-soft"),
        *(("ink", f"heat-{word}") for word in HEAT),
        *(("ink-soft", f"heat-{word}") for word in ("below", "near", "above")),
    ],
)
def test_every_pairing_of_text_and_ground_can_be_read(
    text: str, ground: str, scheme: Scheme
) -> None:
    assert _contrast(text, ground, scheme) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(
    "mark",
    [
        "line-strong",
        *NILAI,
        *(f"group-{g}" for g in GROUPS),
    ],
)
def test_marks_and_borders_of_controls_stand_out(mark: str, ground: str, scheme: Scheme) -> None:
    assert _contrast(mark, ground, scheme) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("vision", VISION)
def test_the_colours_of_values_and_groups_stay_apart_for_colour_blind_eyes(
    vision: str, scheme: Scheme
) -> None:
    assert _nearest(NILAI[:7], VISION[vision], scheme) >= 0.1
    assert _nearest(NILAI, VISION[vision], scheme) >= 0.08
    assert _nearest([f"group-{group}" for group in GROUPS], VISION[vision], scheme) >= 0.1


def test_the_shipped_groups_print_as_five_different_greys() -> None:
    greys = sorted(_luminance(f"group-{group}", "light") ** (1 / 3) for group in SHIPPED)

    assert min(np.diff(greys)) >= 0.05


def test_every_colour_has_a_dark_counterpart_or_is_paper_or_file() -> None:
    light, dark = token_colours("light"), token_colours("dark")

    assert set(dark) <= set(light)
    assert {name for name in light if name not in dark} == {
        "fault",
        "paper",
        "receipt",
        "on-paper",
        "on-paper-soft",
        "on-paper-title",
    }


@pytest.mark.parametrize("text", ["on-paper", "on-paper-soft", "on-paper-title"])
def test_what_stands_on_paper_can_be_read(text: str) -> None:
    assert _contrast(text, "paper", "light") >= 4.5


def test_vendored_files_are_what_was_fetched() -> None:
    folder = ROOT / "static/vendor/plus-jakarta-sans-5.3.0"
    listed = dict(
        reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )

    found = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.name != "SHA256SUMS"
    }

    assert found == listed
    assert "SIL Open Font License" in (folder / "LICENSE").read_text()


def test_the_style_page_shows_every_component(client: PageClient) -> None:
    page = client.get("/gaya")
    source = (ROOT / "templates/web/gaya.html").read_text(encoding="utf-8")

    components = {file.name for file in (ROOT / "templates/components").glob("*.html")}
    missing = {name for name in components if f'"components/{name}"' not in source}

    assert missing - ELSEWHERE == set(), "show it on /gaya, or say below ELSEWHERE who looks at it"
    assert page.heading == "Gaya"


@pytest.mark.usefixtures("app")
def test_the_style_page_stays_out_of_production() -> None:
    kit = build_kit(environment="production", secret_key="x" * 40, secure_cookies=True)

    assert PageClient(kit).open("/gaya").status_code == 404


@pytest.mark.browser
class TestInTheBrowser:
    @pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
    def test_no_barrier_is_found(
        self,
        open_page: Callable[..., AbstractContextManager[Page]],
        viewport: dict[str, int],
    ) -> None:
        with open_page(viewport) as page:
            page.goto("/gaya")
            found = Axe().run(page).response["violations"]

        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []

    def test_everything_that_can_be_pressed_is_44_pixels_high(self, phone: Page) -> None:
        phone.goto("/gaya")

        small = phone.evaluate(
            """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
                .filter((e) => e.getClientRects().length && e.type !== "hidden")
                // The whole card answers to the link in its heading.
                .filter((e) => !e.matches(".card__title a"))
                .filter((e) => e.getBoundingClientRect().height < 44)
                .map((e) => e.outerHTML.slice(0, 90))"""
        )

        assert small == []

    def test_nothing_needs_sideways_scrolling_at_320_pixels(
        self, open_page: Callable[..., AbstractContextManager[Page]]
    ) -> None:
        with open_page({"width": 320, "height": 256}) as page:
            page.goto("/gaya")

            assert page.evaluate("document.documentElement.scrollWidth") == 320

    def test_arrow_keys_choose_a_step(self, phone: Page) -> None:
        phone.goto("/gaya")
        phone.focus("#answered-3")

        phone.keyboard.press("ArrowLeft")

        assert phone.is_checked("#answered-2")

    def test_the_list_of_errors_is_read_first(self, phone: Page) -> None:
        phone.goto("/catatan")
        phone.get_by_role("button", name="Simpan").click()

        assert phone.evaluate("document.activeElement.id") == "kesalahan"
        phone.get_by_role("link", name="Isi judul catatan.").click()
        assert phone.evaluate("document.activeElement.id") == "title"

    def test_a_first_visit_costs_less_than_100_kilobytes(self, phone: Page) -> None:
        loads: list[int] = []
        tracing = phone.context.new_cdp_session(phone)
        tracing.send("Network.enable")
        tracing.on("Network.loadingFinished", lambda e: loads.append(e["encodedDataLength"]))

        phone.goto("/gaya", wait_until="networkidle")

        assert len(loads) >= 6
        assert sum(loads) < 100_000

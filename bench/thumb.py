"""What a sheet costs the thumb, on a phone of 360 x 740 px: screens, taps, swipes, and seconds to
the first answer; next to the layout of an earlier commit, measured in the same run.

Run: python -m bench.thumb [--before COMMIT] [--pictures DIR]

`--pictures DIR` saves what is seen: first screens, side by side, letters twice as large, dark.
Without the earlier commit (a copy without history) the present layout is measured alone.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from config import ROOT
from tests.support.browser import DESKTOP, PHONE, chromium

BEFORE = "1bdbe14"  # The last one with the promise in full above every sheet.
SWIPE = 400  # Milliseconds that a swipe takes.
SLOWDOWN = 4  # A phone's processor against this one.
# Runs inside either layout, with its own code: a head with eight subordinates, signed in.
SERVED = """
import json, sys
from pathlib import Path
from bench.form import World
from tests.support.browser import serving
world = World(Path(sys.argv[1]))
with serving(world.app) as address:
    print(json.dumps([address, world.cookie, world.ids, world.cycle_id]), flush=True)
    sys.stdin.read()
"""
# What of the first question, or of the next one without an answer, lies between the bars that stay.
SEEN = """(next) => {
  const all = [...document.querySelectorAll("fieldset.scale")];
  const scale = next ? all.find((each) => !each.querySelector(":checked")) : all[0];
  if (!scale) return null;
  const stays = (name) => document.querySelector(name)?.getBoundingClientRect();
  const legend = scale.querySelector("legend").getBoundingClientRect();
  const steps = scale.querySelector(".step--cannot").getBoundingClientRect();
  return { top: legend.top, bottom: steps.bottom, left: steps.left, right: steps.right,
    from: Math.max(0, stays(".sheet-who")?.bottom ?? 0),
    to: Math.min(innerHeight, stays(".sheet-bar").top) };
}"""


@dataclass
class Cost:
    """What one sheet of 21 questions asks for; screens are heights of the window."""

    screens: float = 0
    first: float = 0  # px from the top of the page to the end of the first question's answers
    taps: int = 0
    swipes: int = 0
    seconds: float = 0  # from opening the sheet until the first answer is chosen
    names: tuple[str, ...] = field(
        default=("screens", "first", "taps", "swipes", "seconds"), repr=False
    )


@dataclass(frozen=True)
class Layout:
    """A tree that is being served."""

    address: str
    cookie: str
    ids: list[int]
    cycle_id: int

    @contextlib.contextmanager
    def page(
        self, browser: Browser, language: str, size: dict[str, int], **more: Any
    ) -> Iterator[Page]:
        window: Any = size
        context = browser.new_context(base_url=self.address, viewport=window, **more)
        context.add_cookies(
            [
                {"name": "session", "value": self.cookie, "url": self.address},
                {"name": "bahasa", "value": language, "url": self.address},
            ]
        )
        context.set_default_timeout(20_000)
        try:
            yield context.new_page()
        finally:
            context.close()

    @property
    def together(self) -> str:
        return f"/tugas/bersama/{self.cycle_id}/supervisor/BP"


@contextlib.contextmanager
def served(tree: Path, folder: Path) -> Iterator[Layout]:
    """The application of a tree, with this environment's packages and its own code."""
    with running(SERVED, tree, folder) as served:
        yield Layout(*served)


@contextlib.contextmanager
def running(program: str, tree: Path, folder: Path) -> Iterator[list[Any]]:
    """What a program says in its first line, and that program running until we are done.

    It runs with this environment's packages and the code of `tree`; its files go to `folder`.
    """
    folder.mkdir()
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin
    assert child.stdout
    try:
        yield json.loads(child.stdout.readline())
    finally:
        child.stdin.close()
        child.wait(20)


@contextlib.contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path | None]:
    """A tree of the commit, its catalogue compiled; None where its history is not here."""
    git = ["git", "-C", str(ROOT)]
    tree = folder / "before"
    added = subprocess.run(
        [*git, "worktree", "add", "--detach", str(tree), commit], capture_output=True
    )
    if added.returncode:
        yield None
        return
    try:
        compile_all = [
            "-m",
            "babel.messages.frontend",
            "-q",
            "compile",
            "-d",
            "berakhlak/translations",
        ]
        subprocess.run([sys.executable, *compile_all], cwd=tree, check=True, capture_output=True)
        yield tree
    finally:
        subprocess.run([*git, "worktree", "remove", "--force", str(tree)], check=True)


def measure(browser: Browser, layout: Layout, language: str, sheet: int) -> Cost:
    """One sheet, from opening to its review; the rater has answered elsewhere before."""
    cost = Cost()
    with layout.page(browser, language, PHONE, has_touch=True) as page:
        tools = page.context.new_cdp_session(page)
        page.goto("/tugas")
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        start = time.perf_counter()
        page.goto(f"/tugas/{sheet}", wait_until="commit")
        page.locator(".saving[data-state]").wait_for(state="attached")
        seen = page.evaluate(SEEN, False)
        cost.first = seen["bottom"]
        cost.screens = page.evaluate("document.documentElement.scrollHeight / innerHeight")
        for number in range(21):
            cost.swipes += bring(page)
            answer(page)
            if number == 0:
                cost.seconds = time.perf_counter() - start
                tools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            cost.taps += 1
            page.wait_for_timeout(SWIPE)  # What comes by itself has come by now.
    return cost


def bring(page: Page) -> int:
    """Swipe until the next question and its answers lie between the bars; how often that took."""
    for swipes in range(40):
        seen = page.evaluate(SEEN, True)
        far = (seen["top"] + seen["bottom"] - seen["from"] - seen["to"]) / 2
        if seen["top"] >= seen["from"] - 1 and seen["bottom"] <= seen["to"] + 1 or abs(far) < 20:
            return swipes
        far = max(min(far, 0.6 * PHONE["height"]), -0.6 * PHONE["height"])
        page.mouse.move(180, 300)
        page.mouse.wheel(0, far)
        page.wait_for_timeout(SWIPE)
    raise AssertionError(f"the next question never comes into sight: {seen}")


def answer(page: Page) -> None:
    page.evaluate(
        """() => { for (const each of document.querySelectorAll("fieldset.scale"))
             if (!each.querySelector(":checked")) { each.dataset.next = ""; break; } }"""
    )
    scale = page.locator("fieldset.scale[data-next]").first
    scale.locator("label").nth(3).tap(force=True)
    scale.evaluate("each => delete each.dataset.next")


def begin(browser: Browser, layout: Layout) -> None:
    """A first answer in another sheet: the promise in full has been read."""
    with layout.page(browser, "id", PHONE) as page:
        page.goto(f"/tugas/{layout.ids[-1]}")
        page.locator("fieldset.scale").first.locator("input").nth(3).check(force=True)
        page.locator(".saving[data-state=saved]").wait_for()


def photograph(browser: Browser, layout: Layout, folder: Path) -> None:
    """PNG files named after what they show."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {"sheet": f"/tugas/{layout.ids[2]}", "side-by-side": layout.together, "tasks": "/tugas"}
    sizes = {"320": {"width": 320, "height": 640}, "360": PHONE, "1280": DESKTOP}
    looks: dict[str, dict[str, Any]] = {"": {}, "-dark": {"color_scheme": "dark"}}
    for language in ("id", "en"):
        for width, size in sizes.items():
            for look, scheme in looks.items():
                with layout.page(browser, language, size, **scheme) as page:
                    for name, path in paths.items():
                        page.goto(path)
                        page.locator(".saving[data-state], .tasks").first.wait_for()
                        page.screenshot(path=folder / f"{name}-{language}-{width}{look}.png")
                        if look:
                            continue
                        page.evaluate("document.documentElement.style.fontSize = '200%'")
                        page.screenshot(path=folder / f"{name}-{language}-{width}-twice.png")


def report(costs: dict[str, dict[str, Cost]]) -> None:
    """A line for each measure: the layout before, the present one, and their ratio."""
    for language in ("id", "en"):
        print(f"\n{f'a sheet of 21, {language}':24} {'before':>8} {'now':>8} {'ratio':>8}")
        now = costs["now"][language]
        before = costs.get("before", {}).get(language)
        for name in now.names:
            value = float(getattr(now, name))
            if before is None:
                print(f"{name:24} {'':8} {value:8.2f}")
                continue
            other = float(getattr(before, name))
            print(f"{name:24} {other:8.2f} {value:8.2f} {value / other if other else 0:8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", default=BEFORE)
    parser.add_argument("--pictures", type=Path)
    asked = parser.parse_args()
    costs: dict[str, dict[str, Cost]] = {}
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        trees = {"before": stack.enter_context(checked_out(asked.before, folder)), "now": ROOT}
        browser = stack.enter_context(chromium())
        for kind, tree in trees.items():
            if tree is None:
                print(f"Commit {asked.before} is not in this copy: the present layout alone.")
                continue
            with served(tree, folder / f"data-{kind}") as layout:
                begin(browser, layout)
                if asked.pictures:
                    photograph(browser, layout, asked.pictures / kind)
                costs[kind] = {
                    language: measure(browser, layout, language, sheet)
                    for language, sheet in zip(("id", "en"), layout.ids[:2], strict=True)
                }
    report(costs)


if __name__ == "__main__":
    main()

"""When a step is looked at again: 30 and 90 days after it began. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from berakhlak.development.models import DevelopmentStep, StepState

MARKS = (30, 90)


def day_of_mark(step: DevelopmentStep, held_on: date | None, mark: int) -> date:
    """It begins when it is chosen, or with the talk that was held after that."""
    return max(step.chosen_on, held_on or step.chosen_on) + timedelta(days=mark)


def due_mark(step: DevelopmentStep, held_on: date | None, today: date) -> int | None:
    """The latest look whose day has come, unless it is answered or the step has ended.

    Whoever missed the first is asked the second alone.
    """
    if step.state is not StepState.CHOSEN:
        return None
    come = [mark for mark in MARKS if day_of_mark(step, held_on, mark) <= today]
    answered = [each.mark for each in step.check_ins if each.answer is not None]
    if not come or max(answered, default=0) >= come[-1]:
        return None
    return come[-1]

"""What the worker does for mail: whatever is due, every few minutes."""

from __future__ import annotations

from berakhlak.jobs.periodic import PeriodicTask
from berakhlak.jobs.registry import JobKind
from berakhlak.mail.sending import send_due

EVERY = 240.0  # Seconds; the hour of the day's mail decides, not this.

JOB_KINDS: tuple[JobKind, ...] = ()
PERIODIC_TASKS = (PeriodicTask("mail", EVERY, send_due),)

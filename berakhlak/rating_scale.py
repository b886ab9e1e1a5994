"""What an answer is where it is no step of the scale."""

from __future__ import annotations

CANNOT_RATE = 0
"""The stored answer of a rater who cannot rate a behaviour; steps count from 1."""

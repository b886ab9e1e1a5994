"""Attacks that once worked, or work elsewhere, as programs."""

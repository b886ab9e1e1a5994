"""Builders of plausible objects for tests; every one is repeatable from its seed."""

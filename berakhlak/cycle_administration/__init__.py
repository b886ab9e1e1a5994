"""Cycle_administration."""

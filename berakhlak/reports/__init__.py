"""Profiles on paper and on screen."""

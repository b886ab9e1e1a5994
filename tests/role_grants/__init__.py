"""Roles with scope, given and ended."""

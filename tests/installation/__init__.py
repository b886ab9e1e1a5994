"""Operators of the installation, and what bounds its agencies."""

"""Complaints of citizens."""

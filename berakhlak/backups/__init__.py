"""Whole copies of the database, taken while the application runs, and brought back."""

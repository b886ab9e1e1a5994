"""Complaints of citizens about a unit: apart from ratings, answered behind a receipt code."""

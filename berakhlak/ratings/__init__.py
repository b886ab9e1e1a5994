"""Sheets: one rater's answers about one officer while the cycle is open, and what stays to read."""

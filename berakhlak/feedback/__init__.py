"""Feedback between two officers on one behaviour, named, and read by these two alone."""

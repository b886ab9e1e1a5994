"""Trainings: the catalogue, runs and who attends them, hours, and what units need."""

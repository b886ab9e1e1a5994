"""The frozen result of one person in one cycle, and who may see it."""

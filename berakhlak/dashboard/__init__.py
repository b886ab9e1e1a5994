"""What is mine to do: the start page per role, and the pages from which HR runs a cycle."""

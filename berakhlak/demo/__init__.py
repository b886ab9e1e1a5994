"""A demonstration agency, invented and seeded: the same people and answers every time."""

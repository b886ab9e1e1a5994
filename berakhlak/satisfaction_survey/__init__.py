"""The survey of satisfaction with a unit's service (SKM): asked, locked, and counted once."""

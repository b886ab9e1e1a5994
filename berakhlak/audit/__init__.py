"""The append-only record of who did what to which object; never what was said."""

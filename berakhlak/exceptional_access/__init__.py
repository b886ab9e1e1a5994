"""Opening one thing that is closed to one's role: with a reason, for hours, seen by the officer."""

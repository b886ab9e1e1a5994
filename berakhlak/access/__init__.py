"""The first way in, and the way back: one-time codes to set a password of one's own."""

"""Citizens' voices, let in by a QR code at a counter, without an account."""

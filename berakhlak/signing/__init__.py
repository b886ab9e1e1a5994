"""Signed and verifiable documents: codes, signatures, the record of issues, public verification."""

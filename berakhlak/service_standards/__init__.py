"""Standards of service as units state them, and what they changed; every version is kept."""

"""The application as it runs in production: real processes, behind a real front."""

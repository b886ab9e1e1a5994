"""Audit_log."""

"""Agencies, units, officers and reporting lines, as the personnel file states them."""

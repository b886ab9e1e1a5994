"""Colleagues whom officers would like to be rated by, before a cycle opens."""

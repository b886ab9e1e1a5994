"""Figures_files."""

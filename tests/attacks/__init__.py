"""Attacks on what the product leaves, as programs: each finds what is planted, and nothing else."""

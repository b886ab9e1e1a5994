"""Evaluation rounds: their rules, their snapshot of people, their key and their states."""

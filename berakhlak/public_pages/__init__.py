"""The public page of a unit: what everybody reads, kept apart from who they are."""

"""From sealed sheets to figures: scoring, agreement, mixed models, disclosure control."""

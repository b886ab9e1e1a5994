"""Who gives which role to whom, for which unit and until when."""

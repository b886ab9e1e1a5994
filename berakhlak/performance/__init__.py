"""Performance appraisal: the rating of behaviour, which a person decides, and what it leads to."""

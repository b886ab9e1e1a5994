"""The questionnaire: values, behaviours and scale, as validated and versioned data."""

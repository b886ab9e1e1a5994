"""What HR does with trainings: catalogue, needs and budget, runs, providers and their accounts."""

"""What was taken out of the application as files: who, what, when and how many."""

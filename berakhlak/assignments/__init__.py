"""Who is asked to rate whom, and in which group."""

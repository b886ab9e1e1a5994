"""What is removed once its days are over: the rules, the daily job, and its report."""

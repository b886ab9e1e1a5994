"""What an operator should know of an installation: checks that only read, and how to mend."""

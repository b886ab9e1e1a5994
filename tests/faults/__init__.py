"""What breaks around the program: every confirmed submit stays, once; every message is in words."""

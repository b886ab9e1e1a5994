"""What outsiders check results against: the transparency file and the auditor's bundle."""

"""What is shipped besides our own code: its list, its licences, its known vulnerabilities."""

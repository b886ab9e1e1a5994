"""The security log: what those who watch over the server should hear of, a JSON object a line."""

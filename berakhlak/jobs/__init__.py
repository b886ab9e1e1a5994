"""Work that takes longer than a request: rows of a table, whose ids a queue hands to a worker."""

"""Files for which hosts have no common folder: in pieces in the database, until they expire."""

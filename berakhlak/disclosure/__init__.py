"""Playing the attacker against what is about to be published."""

"""Special expectations of the supervisor on behaviour, written before a cycle opens."""

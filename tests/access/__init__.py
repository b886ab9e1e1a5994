"""One-time codes: giving, printing, mailing and using them."""

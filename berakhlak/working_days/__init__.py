"""Which days an agency works, and terms counted by them."""

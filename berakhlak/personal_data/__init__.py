"""What the product keeps of people, why and for how long; and what each may have of it."""

"""Small seeded changes of the code, to see which of them the tests notice (`make mutate`)."""

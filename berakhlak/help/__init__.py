"""Help for whoever uses the product: short topics, searched and read at /bantuan."""

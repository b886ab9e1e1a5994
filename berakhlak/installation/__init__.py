"""What an operator of the installation does: agencies are put up and bounded; numbers alone."""

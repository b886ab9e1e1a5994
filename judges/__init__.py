"""Other people's judges, let loose on a demonstration on this machine: `make judge`."""

"""Steps of a cycle that take several commits in order; each function here owns its commits."""

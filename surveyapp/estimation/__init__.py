"""HOW MUCH, HOW SURE: estimates and their one linearised variance kernel. May import design and
weighting."""

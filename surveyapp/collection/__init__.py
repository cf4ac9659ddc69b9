"""WHO ANSWERED: waves, frame types, responses and how they are sealed, imports, the analysis
file. May import errors and instrument."""

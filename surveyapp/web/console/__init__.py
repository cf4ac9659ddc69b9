"""The staff overview: waves, progress and reports, to be read only."""

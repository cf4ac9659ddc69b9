"""WHOM EACH STANDS FOR: weights that carry their history, calibration to margins, trimming,
diagnostics. May import the rooms above and design."""

"""IS IT A DIFFERENCE: contrasts, association, rank tests, trends, families of tests. May import
estimation and above."""

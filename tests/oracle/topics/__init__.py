"""One module per topic; see tests.oracle."""

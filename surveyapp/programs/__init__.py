"""WHAT WAS DONE: programs, their areas and dates. May import indicators and above."""

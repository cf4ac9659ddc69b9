"""WHAT WE ASK: the questionnaire as data, its checker, routing, and the one reader of answers.
May import errors only."""

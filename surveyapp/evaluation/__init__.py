"""DID IT WORK: designs that judge a program. May import programs and above."""

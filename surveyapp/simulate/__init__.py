"""A CITY TO PRACTISE ON: seeded residents, waves and a program with known truth. May import
workflow and above."""

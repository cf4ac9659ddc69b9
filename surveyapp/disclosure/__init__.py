"""WHAT MAY BE SHOWN: when an estimate may be printed and why it is withheld. May import
evaluation and above."""

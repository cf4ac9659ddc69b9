"""The verbs of the command line, one module each: parse options, call a step, print plainly.

May import every room. `surveyapp/cli.py` names these modules in a table and imports one only
when its verb is called, so that ``surveyapp --help`` stays quick.
"""

"""surveyapp: a city measures community policing honestly, from an answer to a published report.

The rooms and the direction of imports are described in each package's docstring and
held by ``tests/test_architecture.py``. This file imports nothing.
"""

__version__ = "0.1.0"

"""For every test: generated examples may take as long as a busy machine needs."""

from hypothesis import settings

settings.register_profile("surveyapp", deadline=None)
settings.load_profile("surveyapp")

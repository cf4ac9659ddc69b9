"""For any WSGI server: `wsgi:app`."""

from surveyapp.web.app import create_app

app = create_app()

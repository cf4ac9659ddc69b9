"""Survey pages for residents: no JavaScript, no cookie, no rule of the survey itself."""

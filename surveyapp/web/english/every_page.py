"""What stands on every page: its frame, its promise, the way out."""

from __future__ import annotations

from surveyapp.web.english.marking import text

TEXTS = (
    # Note: What your language calls itself, such as Español.
    text("language_name", "English"),
    # Note: First link of each page, for keyboards and screen readers.
    text("skip_link", "Skip to the main part of the page"),
    # Note: Heard by screen readers: names the group of buttons at the top.
    text("tools", "Language and leaving"),
    # Note: Button at the top that leads to a harmless page at once.
    text("leave", "Leave this page now"),
    # Note: Banner on every page of a practice city.
    text("simulated", "Simulated: a practice city. No answer here counts."),
    # Note: Small mark behind a title.
    text("simulated_badge", "Simulated"),
    text(
        "footer_anonymous",
        "Your answers are anonymous. This page loads nothing from other companies, and sets a "
        "cookie only if you ask it to remember your own device.",
    ),
    text("footer_plain", "This page sets no cookies and loads nothing from other companies."),
    # Note: Link to the home page.
    text("footer_home", "Surveys and reports"),
    # Note: At a screen in a public place.
    text(
        "footer_kiosk",
        "Your answers are anonymous. This screen forgets them as soon as you finish or walk away.",
    ),
)

"""Around a question: how to answer it, and what to press."""

from __future__ import annotations

from surveyapp.web.english.marking import counted, text

TEXTS = (
    # Note: Heard and seen above each question.
    text("progress", "Question {k} of about {of}"),
    # Note: Button: to the page before.
    text("back", "Back"),
    # Note: Button: to the next page.
    text("continue", "Continue"),
    # Note: Button instead of “Continue” where a question was opened from the last page.
    text("to_review", "Save and return to your answers"),
    text("skip", "Skip this question"),
    text("pick_many", "Choose all that apply."),
    text("pick_row", "Choose one answer for each line."),
    # Note: Between the answers and “I don’t know”.
    text("or", "Or"),
    # Note: First line of a closed list.
    text("choose", "Choose from the list"),
    # Note: Label of the field for the day of a date.
    text("day", "Day"),
    # Note: Label of the field for the month of a date.
    text("month", "Month"),
    # Note: Label of the field for the year of a date.
    text("year", "Year"),
    text("date_hint", "For example, {example}"),
    text("whole_number_hint", "Write a whole number."),
    text("number_hint", "Write a number. Decimals go after a point, such as 2.5."),
    text("rank_hint", "Choose a position for each one. 1 comes first."),
    counted(
        "rank_some_hint",
        "Choose one of them and give it position 1.",
        "Give a position to at most {most} of them. 1 comes first.",
        by="most",
    ),
    # Note: In a list of positions: this one is not ranked.
    text("no_position", "No position"),
    text("place_list", "Choose from the list"),
    text("place_street", "Or write a street address"),
    text(
        "place_street_hint",
        "For example, 1420 Main St. It is used once to find the area and is not kept.",
    ),
    text("place_point", "Or give a position in degrees"),
    text("place_latitude", "Latitude"),
    text("place_longitude", "Longitude"),
    text("interviewer_note", "For the interviewer:"),
    counted("text_hint", "At most one character.", "At most {longest} characters.", by="longest"),
    text("no_names", "Please do not write names."),
    # Note: Heard by screen readers before what is wrong, and first in the page title.
    text("error_prefix", "Error:"),
    text("error_title", "There is a problem"),
)

"""When something is in the way."""

from __future__ import annotations

from surveyapp.web.english.marking import counted, text

TEXTS = (
    text("try_again", "Go to the first page"),
    text("not_found_title", "Page not found"),
    text(
        "not_found_text",
        "There is no survey or report at this address. If you typed it, please check the spelling.",
    ),
    # Note: The survey is not open.
    text("gone_title", "This survey is not taking answers"),
    text(
        "gone_text",
        "It may not have opened yet, or it has closed. Nothing you typed on this page was stored.",
    ),
    # Note: Title of the page for somebody who is too young or has no consent: nothing was kept.
    text("ended_nothing", "Nothing is stored"),
    text(
        "ended_kept",
        "Nothing of what was answered here was stored: no answer, no age, and not that somebody "
        "came to this page.",
    ),
    # Note: Unfinished answers were sought and not found.
    text("ended_title", "These answers are no longer here"),
    text(
        "ended_text",
        "The survey was left before the end, the answers were sent already, or nothing was sent "
        "for a long time. You can start again.",
    ),
    text("too_large_title", "That is too much text"),
    text(
        "too_large_text",
        "The page was larger than we can take. Please go back, shorten your text and send it "
        "again.",
    ),
    text("invalid_title", "We could not read that page"),
    text(
        "invalid_text",
        "What arrived was not a page of this survey. Please start from the first page.",
    ),
    text("busy_title", "Your answer is not stored yet"),
    text(
        "busy_text",
        "The service is busy. Nothing you typed is lost: it is still on this page. Please wait "
        "half a minute, then press the button again.",
    ),
    # Note: Where the page holds nothing that was typed.
    text(
        "busy_text_plain",
        "The service is busy. Please wait half a minute, then load the page again.",
    ),
    text("failed_title", "Something went wrong on our side"),
    text(
        "failed_text",
        "Please wait a moment, then try again. If it happens again, please tell us. The first "
        "page says how.",
    ),
    # Note: Button that sends the same page once more.
    text("again", "Try again"),
    text("slow_title", "Please wait a moment"),
    counted(
        "slow_text",
        "Many people are using the survey from the same connection as you, for example in a "
        "library. Nobody is shut out. Please wait one second, then press the button.",
        "Many people are using the survey from the same connection as you, for example in a "
        "library. Nobody is shut out. Please wait {seconds} seconds, then press the button.",
        by="seconds",
    ),
)

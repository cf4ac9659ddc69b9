"""Looking answers over, sending them, stopping, and taking them back."""

from __future__ import annotations

from surveyapp.web.english.marking import text

TEXTS = (
    text("review_title", "Check your answers before you send them"),
    text("review_lead", "Nothing has been sent yet. You can change any answer."),
    # Note: Button beside each answer on the page before sending.
    text("change", "Change"),
    # Note: Heard by screen readers in place of “Change”.
    text("change_what", "Change your answer: {question}"),
    # Note: Stands where an answer would stand.
    text("not_answered", "Not answered"),
    # Note: Button that sends all answers, once.
    text("submit", "Send my answers"),
    text(
        "submit_note",
        "After this, answers cannot be changed. Until the survey closes, you can take them back "
        "with your receipt.",
    ),
    text("thanks_title", "Your answers are stored"),
    text(
        "thanks_locked",
        "Your answers are locked until the survey closes. They carry no name, no address and no "
        "time.",
    ),
    text("receipt_title", "Your receipt"),
    text(
        "receipt_text",
        "Write it down or take a picture if you want to. With it you can check in the published "
        "list that your answers were counted, or take them back before the survey closes. Anyone "
        "who has it can do the same, so please keep it to yourself.",
    ),
    text("thanks_next", "What happens next"),
    text("thanks_close", "You can close this page. On a shared computer, close the whole browser."),
    text("later", "Stop now and finish later"),
    text(
        "later_text",
        "The answers on the pages before this one are kept, locked, for a limited time. To go "
        "on, open this survey again and enter this code. Keep it to yourself: whoever has it can "
        "see those answers.",
    ),
    text("code_title", "Go on with answers you started"),
    text("code_label", "Your code, four groups of four"),
    text(
        "code_wrong",
        "We found no unfinished answers with this code. Please check it, or start again.",
    ),
    text("code_go", "Go on"),
    # Note: Heading above the page of somebody who came back with a code.
    text("code_new_title", "You have a new code"),
    text(
        "code_new_text",
        "The code you came back with no longer works, here or anywhere else. To come back again, "
        "use this one:",
    ),
    text("withdraw_link", "Take your answers back"),
    text("withdraw_title", "Take your answers back"),
    text(
        "withdraw_text",
        "Enter your receipt, and the answers sent with it are deleted for good. This works until "
        "the survey closes. After that, nobody can find them again.",
    ),
    # Note: Button: deletes the answers for good.
    text("withdraw", "Delete my answers"),
    text(
        "withdraw_unknown",
        "We found no answers with this receipt. Please check that it has six groups of four.",
    ),
    text("withdrawn_title", "Your answers are deleted"),
    text(
        "withdrawn_text",
        "They will not be counted, and they cannot be brought back. Thank you for telling us.",
    ),
)

"""Access codes, a device of one's own, a public screen, a poster."""

from __future__ import annotations

from surveyapp.web.english.marking import counted, text

TEXTS = (
    # Note: The code printed in the letter of invitation.
    text("access_label", "Your access code"),
    text(
        "access_hint",
        "Ten letters and digits, as printed in your letter or message. Capital or small letters, "
        "spaces and hyphens make no difference.",
    ),
    text("access_go", "Use my code"),
    text(
        "access_mistyped",
        "Something in this access code is missing or different. A code has ten letters and "
        "digits in two groups of five, and never the letters O, I, L or U. Please compare it "
        "with your letter, one character at a time.",
    ),
    text(
        "access_refused",
        "We cannot use this code. It may belong to another survey, or it was used before. If you "
        "have a newer letter or message, use its code. If you began earlier, enter the code you "
        "wrote down then, further down this page. If not, please ask for a new one at the number "
        "at the end of this page.",
    ),
    text("ready_title", "Your code is accepted"),
    text(
        "ready_text",
        "From here on, nothing joins your answers to your code, your letter or your name. The "
        "code is now used up.",
    ),
    # Note: In place of the text before, where the group of a letter is kept.
    text(
        "ready_cell_text",
        "From here on, nothing joins your answers to your code or your name. Of your letter or "
        "message they keep only which group of at least 20 it belonged to. The code is now used "
        "up.",
    ),
    text("ready_resume", "To stop and come back later, you need this code instead."),
    # Note: The code for going on later; another one than the access code.
    text("resume_code", "Your code for coming back"),
    # Note: Beside a box to tick, in the words of the person who answers.
    text("device_tick", "This is only my device. Let me come back on it without a code."),
    text("device_title", "You have unfinished answers on this device"),
    text(
        "device_text",
        "Earlier you told us that only you use this device, so it remembers your place.",
    ),
    text("device_go", "Go on where I stopped"),
    text("device_forget", "Delete them and forget this device"),
    # Note: Button: stop now and go on later.
    text("pause", "Stop here"),
    text("paused_title", "Your answers so far are kept"),
    text(
        "paused_text",
        "To go on, open this survey again and enter this code. Keep it to yourself: whoever has "
        "it can see those answers.",
    ),
    text("paused_device", "On this device you can also go on without the code."),
    # Note: Label of a hidden field that catches programs; people do not see it.
    text("empty_label", "Leave this field empty"),
    # Note: Button for the end, at a screen in a public place.
    text("kiosk_done", "Done: clear the screen"),
    text("idle_title", "Do you need more time?"),
    counted(
        "idle_text",
        "Nothing was pressed for a while. If nobody presses a button, what was entered here is "
        "deleted in one second, so that the next person does not see it.",
        "Nothing was pressed for a while. If nobody presses a button, what was entered here is "
        "deleted in {seconds} seconds, so that the next person does not see it.",
        by="seconds",
    ),
    text("idle_go", "Yes, go on"),
    text("idle_end", "No, delete my answers"),
    # Note: On a printed poster, under a QR code.
    text("poster_scan", "Scan with a phone camera, or type the address"),
    counted(
        "poster_promise",
        "About one minute. No name, no account, no app.",
        "About {minutes} minutes. No name, no account, no app.",
        by="minutes",
    ),
    text("poster_code", "Have the access code from your letter at hand."),
)

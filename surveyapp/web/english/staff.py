"""For interviewers, and for staff who type in paper booklets."""

from __future__ import annotations

from surveyapp.web.english.marking import counted, text

TEXTS = (
    text("interview_title", "Interview: {title}"),
    text(
        "interview_access_hint",
        "Enter the code from the person’s letter or from your list. After this page no screen "
        "shows it.",
    ),
    text("interview_how", "How do you talk with the person?"),
    text("interview_phone", "By phone"),
    # Note: One of two ways to talk with the person.
    text("interview_door", "Face to face"),
    text("interview_aloud", "Read this aloud"),
    # Note: Read aloud by the interviewer.
    counted(
        "interview_consent",
        "This survey is for {department}. It takes about one minute. Taking part is your choice. "
        "You can skip any question and stop at any time. I hear what you say, but nothing kept "
        "with your answers tells who you are: no name, no phone number, no address, no time. "
        "Nobody else can read them while the survey is open. Public-records laws and court "
        "orders can reach whatever is kept.",
        "This survey is for {department}. It takes about {minutes} minutes. Taking part is your "
        "choice. You can skip any question and stop at any time. I hear what you say, but "
        "nothing kept with your answers tells who you are: no name, no phone number, no address, "
        "no time. Nobody else can read them while the survey is open. Public-records laws and "
        "court orders can reach whatever is kept.",
        by="minutes",
    ),
    # Note: Read aloud as well, where letters with codes were sent out.
    text(
        "interview_cell",
        "Kept with your answers is also which group of at least 20 letters or messages yours "
        "belonged to.",
    ),
    # Note: Read aloud as well, where chance decides the wording or the order of questions.
    text(
        "interview_lot",
        "Chance decides the wording or the order of some questions. What you were given is kept.",
    ),
    # Note: Read aloud as well, where the survey asks for a place.
    text("interview_place", "Of a place that you name, only the area is kept, never an address."),
    # Note: The last sentence that is read aloud; a yes begins the interview.
    text("interview_may_i", "May I begin?"),
    # Note: Button, pressed by the interviewer.
    text("interview_begin", "They agree: begin"),
    text(
        "interview_thanks", "Read the receipt to the person if they want it, then clear the screen."
    ),
    text("interview_local_title", "Interviews need access codes"),
    text(
        "interview_local_text",
        "This survey is open to everybody without a code. An interview can be entered only on "
        "the machine that serves it. Over the network, please use the open survey.",
    ),
    # Note: An interviewer types the number of the answer.
    text("key_label", "Number of the answer"),
    text("key_one", "Type the number beside the answer, then press Enter."),
    text(
        "key_many", "Type the numbers of all that apply with spaces between them, then press Enter."
    ),
    text(
        "key_rows",
        "Type one number for each line, in order, with spaces between them, then press Enter.",
    ),
    text(
        "key_unknown",
        "These numbers do not fit the answers on this page. Please look at the numbers beside "
        "the answers.",
    ),
    # Note: Heading of what an interviewer has entered.
    text("so_far", "Answers so far"),
    # Note: For staff who type in paper booklets, like the next ones.
    text("keying_title", "Type in a paper booklet"),
    text("keying_number", "Number of the booklet"),
    text("keying_number_hint", "As written on its last page: letters, digits and hyphens."),
    # Note: Part of the sample to which a booklet belongs.
    text("keying_cell", "Sample cell"),
    # Note: Each booklet is typed in twice.
    text("keying_round", "Which time is it typed in?"),
    text("keying_first", "First time"),
    text("keying_second", "Second time"),
    text("keying_begin", "Begin typing"),
    # Note: What stands in the office box of a booklet: which wording of a question it has.
    text("keying_arm", "Wording printed in it: {split}"),
    text("keying_language", "Language of the booklet"),
    text("keying_wrong", "Please enter the number as it is written on the booklet."),
    text("keying_wrong_cell", "Please choose the sample cell that is written on the booklet."),
    text("keying_wrong_arm", "Please choose the wording that is printed on the booklet."),
    text("keying_done", "Finished: compare"),
    text("keying_next", "Next booklet"),
    text("keying_wait_title", "Kept: now type it in once more"),
    text(
        "keying_wait_text",
        "One of the two times is finished. The booklet is stored when both are finished and "
        "agree. It is best if somebody else does the other.",
    ),
    text("keying_stored_title", "The booklet is stored"),
    text(
        "keying_stored_text", "Both times agreed. Its answers are locked until the survey closes."
    ),
    text("keying_local_title", "Booklets are typed in on the serving machine"),
    text(
        "keying_local_text",
        "Staff cannot sign in over the network yet, so this page answers to the machine itself "
        "alone.",
    ),
    # Note: Codes on the envelopes in which paper booklets come back are logged on this page.
    text("envelopes_title", "Log envelopes"),
    text(
        "envelopes_lead",
        "Each booklet came back in an envelope that carries an access code. Logging the code "
        "makes sure that it is used once. Take the booklets out and mix them first: nothing "
        "may join a booklet to its envelope.",
    ),
    text("envelopes_label", "Codes on the envelopes, one on each line"),
    text(
        "envelopes_hint",
        "Scan or type them. Capital or small letters, spaces and hyphens make no difference.",
    ),
    text("envelopes_check", "Check the codes"),
    text("envelopes_ready", "Codes that can be logged: {count}"),
    text(
        "envelopes_ready_text",
        "Nothing is logged yet. Compare the number, by sample cell, with the envelopes in "
        "front of you. Logging cannot be taken back.",
    ),
    text("envelopes_all", "See these codes"),
    text("envelopes_log", "Log these codes"),
    text("envelopes_logged", "Codes logged: {count}"),
    text("envelopes_none", "Scan or type at least one code."),
    text("envelopes_many", "These are too many codes. Log at most {limit} at a time."),
    text(
        "envelopes_refused",
        "Codes that cannot be logged: {count}. They are still in the box: correct or remove them.",
    ),
    text("envelope_ready", "can be logged"),
    text("envelope_logged", "logged"),
    text(
        "envelope_spent",
        "was used before: somebody answered with it, or its envelope was logged",
    ),
    text("envelope_unknown", "is not a code of this survey"),
    text("envelope_repeated", "stands in the list twice"),
    text("envelope_length", "has {count} characters; a code has ten"),
    text("envelope_foreign", "character {place} is not one that codes have"),
    text(
        "envelope_wrong_at",
        "character {place} is not as printed, or changed places with the next",
    ),
    text("envelope_wrong", "one character is not as printed"),
    text("compare_title", "The two times differ"),
    text("compare_lead", "Please look at the booklet, and correct whichever is wrong."),
    # Note: What the booklet says of itself: its language, its sample cell, its wording.
    text("compare_stated", "What the booklet says of itself"),
    text(
        "compare_correct",
        "Choose what the booklet says. It is taken for both times it was typed in; if it has "
        "other questions then, they come next.",
    ),
    text("compare_correct_button", "Correct and compare again"),
)

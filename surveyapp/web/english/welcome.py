"""The first page: who asks, what is kept, what cannot be promised."""

from __future__ import annotations

from surveyapp.web.english.marking import counted, text

TEXTS = (
    counted("fact_time", "About one minute", "About {minutes} minutes", by="minutes"),
    counted(
        "fact_time_more", "One question.", "At most {pages} questions, one at a time.", by="pages"
    ),
    # Note: Heading of a short fact: taking part is voluntary.
    text("fact_free", "Your choice"),
    text(
        "fact_free_more", "Skip any question you would rather not answer. Stop whenever you like."
    ),
    # Note: Heading of a short fact.
    text("fact_anonymous", "Anonymous"),
    text("fact_anonymous_more", "No name, no account, no address."),
    text("start", "Start now"),
    text("welcome_who", "Who is asking, and why"),
    text(
        "welcome_who_text",
        "{department} asks the people of {city}. The results show what residents think, where "
        "things are better or worse, and whether what the department does makes a difference. "
        "They are published for everyone, good or bad, including what did not change.",
    ),
    text(
        "welcome_sealed",
        "While the survey is open, nobody can read any answer, not even the department. Each one "
        "is locked as it arrives. All are opened together when the survey closes.",
    ),
    text("welcome_kept", "What is kept"),
    # Note: First line of a list under “What is kept”, like the next ones.
    text("kept_answers", "the answers you choose to give"),
    # Note: A line of the list under “What is kept”.
    text("kept_area", "the neighborhood you pick, if you pick one"),
    # Note: Only where a survey asks for a place that may be written as an address.
    text(
        "kept_place",
        "of a place that you name, the area it lies in: never the address or the position",
    ),
    # Note: Lines of the list under “What is kept”, where letters with codes were sent out.
    text("kept_cell", "which group of at least 20 letters or messages yours belonged to"),
    text(
        "kept_cell_stratum",
        "with that group: the part of the city, or of the list, that its letters were drawn from",
    ),
    text(
        "kept_cell_unit",
        "with that group: the cluster of places that was drawn for the survey together",
    ),
    text(
        "kept_cell_contact",
        "with that group: which kind of contact with the police its letters ask about",
    ),
    # Note: Lines of the list under “What is kept”, where chance decides what is shown.
    text("kept_arm", "which wording of a question you were shown, where chance decides it"),
    text("kept_order", "the order in which you were asked, where chance decides it"),
    text("kept_language", "the language you answer in, and that you answered on the web"),
    text(
        "kept_nothing_before",
        "your unsent answers, locked: only the page open in front of you can unlock them",
    ),
    text(
        "kept_quality", "yes-or-no notes on the answers as a whole, such as “most were left blank”"
    ),
    text(
        "kept_receipt",
        "a short code made from your receipt, so that you can check that you were counted",
    ),
    text("welcome_not_kept", "What is not kept"),
    # Note: First line of a list under “What is not kept”, like the next ones.
    text("not_name", "your name, e-mail address or phone number"),
    text("not_address", "your street address or internet (IP) address"),
    text("not_time", "the day or time you answered"),
    text("not_device", "your phone, browser or the page you came from"),
    # Note: A line of the list under “What is not kept”, where a survey has a least age.
    text(
        "not_young",
        "anything of whoever is under {age}, or of anybody without a parent or guardian’s yes and "
        "their own: they are asked nothing more",
    ),
    text("welcome_limits", "What we cannot promise"),
    text(
        "welcome_limits_text",
        "Whoever runs the server could watch it while you answer. Public-records laws and court "
        "orders can reach whatever is kept. When you answer in your own words, please leave out "
        "names and anything else that tells who you are.",
    ),
    text(
        "welcome_limits_practice",
        "In this practice city, the key that opens the answers lies beside the database. A real "
        "survey keeps it on another machine.",
    ),
    text(
        "welcome_withdraw",
        "After you send your answers, you get a receipt. With it you can take them back until "
        "the survey closes.",
    ),
    text(
        "welcome_use",
        "On a shared computer, use the button at the top to leave this page at once. It deletes "
        "the answers that you have not sent.",
    ),
    text("contacts_title", "Help and contacts"),
    # Note: Label in a list of contacts.
    text("contact_emergency", "In an emergency"),
    text("contact_emergency_text", "Call {number}. Nobody reads this survey while it is open."),
    text("contact_voice", "Questions, or to answer by phone"),
    text("contact_complaint", "To complain about the police"),
    # Note: Label in the list of contacts: where and when results appear.
    text("results_when", "Results"),
    # Note: The link goes into a sentence; its own words are “this site”.
    text(
        "results_text",
        "The report is published on {link} after the survey closes. Its day is not set yet.",
    ),
    # Note: Where the day of the report was announced.
    text("results_day_text", "The report is planned for {day}. It is published on {link}."),
    # Note: Goes into “The report is published on …”.
    text("results_link", "this site"),
    text("kept_kiosk", "the language you answer in, and that you answered on a public screen"),
    text(
        "kept_interview",
        "the language of the interview, and whether it was by phone or face to face",
    ),
    counted(
        "kiosk_once",
        "On this screen, answers cannot be kept for later. What you have not sent is deleted "
        "when you leave, or after one minute without a touch.",
        "On this screen, answers cannot be kept for later. What you have not sent is deleted "
        "when you leave, or after {minutes} minutes without a touch.",
        by="minutes",
    ),
)

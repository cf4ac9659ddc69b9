"""The home page, and the page on which a receipt is looked up."""

from __future__ import annotations

from surveyapp.web.english.marking import text

TEXTS = (
    text("home_title", "Surveys and reports"),
    text(
        "home_lead",
        "What people in {city} say about community policing. Take part, or read what was found.",
    ),
    text("home_open", "Surveys open now"),
    text(
        "home_none_open",
        "No survey is open at the moment. Reports of earlier surveys are below.",
    ),
    text("home_take_part", "Take part"),
    text("home_reports", "Published reports"),
    text(
        "home_no_reports",
        "No report has been published yet. Each one appears here on the day it is published.",
    ),
    text("report_page", "Read on this page"),
    text("report_pdf", "PDF report"),
    # Note: Link to a file with all figures of a report.
    text("report_data", "All numbers (JSON)"),
    text("check_title", "Was my response counted?"),
    text(
        "check_text",
        "Enter your receipt, and this page says whether it is in the list of counted responses "
        "of a survey that has closed. Answers are never shown. After the close, nobody can find "
        "out which are yours.",
    ),
    text("check_button", "Check"),
    text("check_found", "This receipt was counted"),
    text("check_found_text", "It is in the published list of: {waves}."),
    text(
        "check_unknown",
        "We did not find this receipt in any closed survey. Please check that it has six groups "
        "of four. Receipts are listed when a survey closes. Answers that were taken back are in "
        "no list.",
    ),
    text("check_link", "Check a receipt"),
)

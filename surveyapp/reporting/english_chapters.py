"""What the chapters of a report say in English, beside the sentences about figures."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH_CHAPTERS: Mapping[str, str | Mapping[str, str]] = {
    # key figures
    "key city": "City, {wave}",
    "key interval": "{name} {interval}",
    "key change": "Change since {when}",
    "key pool": "Last four quarters",
    "key descriptive": "points; not tested",
    "key found": "points, {verdict}",
    "key not found": "{difference} points",
    "key span": "{level} interval {span}",
    "source plain": "Source: {survey}, {wave}. Base: {base}.",
    "title colon": "{title}: {words}",
    "no figure": "–",
    "answers rate": "{answers} ({name} response rate: {rate})",
    # columns
    "column verdict": "Verdict",
    "column interval": "Interval",
    "column measure": "Measure",
    "column since": "Since {when}",
    "column group": "Group",
    "column response rate": "Response rate",
    "column effective": "Effective n",
    "column design effect": "Design effect",
    "column smallest": "Smallest weight",
    "column largest": "Largest weight",
    "column g factor": "Largest g-factor",
    "column margin": "Margin and level",
    "column unweighted": "Unweighted",
    "column weighted": "Weighted",
    "column target": "Target",
    "column family": "Family",
    "column comparisons": "Tests",
    "column found": "Found",
    "column method": "Adjustment",
    "column joint test": "Joint test",
    "column detectable quarter": "City, quarter",
    "column detectable year": "City, year",
    "column detectable places": "Within a {noun}",
    "column interest": "Change that matters",
    "column city verdict": "City since last quarter",
    "column scoring": "Scoring",
    "column rules": "Missing answers",
    "column direction": "Residents would call better",
    "column policy": "Setting",
    "column value": "Value",
    "column answer": "Answer",
    "column n now": "n, {wave}",
    "column question": "Question",
    "column version": "What",
    # main points
    "point level": "{wave} in the city.",
    "point changes": "The city since {when}.",
    "point higher": "Higher: {titles}.",
    "point lower": "Lower: {titles}.",
    "point same": "No detectable change: {titles}.",
    "point few": "Too few answers to say: {titles}.",
    "point same all": "None of the {count} city measures shows a detectable change since {when}.",
    "point few all": "For all {count} city measures there are too few answers to say whether they "
    "changed since {when}.",
    "joint found": "Taken together, the {count} measures did move (joint test, {p}).",
    "joint found alone": "Taken together, the {count} measures did move (joint test, {p}), even "
    "where no single one is called.",
    "joint none but one": "Taken together, the {count} measures show no joint movement (joint "
    "test, "
    "{p}).",
    "joint none": "Taken together, the {count} measures show no joint movement either (joint test, "
    "{p}).",
    "point neighborhoods": "Neighborhoods against the rest of the city.",
    "point districts": "Districts against the rest of the city.",
    "point places more": {
        "one": "On one more measure some {noun} differs.",
        "other": "On {word} more measures some {noun} differs.",
    },
    "point places silent": {
        "one": "On one other measure no {noun} is found to differ.",
        "other": "On {word} other measures no {noun} is found to differ.",
    },
    "point places none": {
        "one": "On the one measure compared, no {noun} is found to differ from the rest of the "
        "city.",
        "other": "On none of the {word} measures is a {noun} found to differ from the rest of the "
        "city.",
    },
    "point neighborhood changes": "Changes within neighborhoods.",
    "point district changes": "Changes within districts.",
    "point place changes": "Of {count} {noun} changes since {when} that were tested, {found}; for "
    "{few} there are too few answers to say.",
    "point changes found": {
        "one": "one was found",
        "other": "{count} were found",
    },
    "point changes none": "none was found",
    "point groups": "Groups of people against everyone else.",
    "point groups few": "For {few} of the {count} group comparisons there are too few answers to "
    "say.",
    "point groups none": "None of {count} group comparisons found a difference; for {few} of them "
    "there are too few answers to say.",
    "cannot title": "What this report cannot say",
    "cannot few": {
        "one": "One of {all} comparisons has too few answers to say anything; that is no sign of "
        "sameness.",
        "other": "{count} of {all} comparisons have too few answers to say anything; that is no "
        "sign "
        "of sameness.",
    },
    "cannot small": "Within one {noun}, only a change of {lowest} to {highest} points or more "
    "would "
    "probably be seen.",
    "cannot withheld": {
        "one": "One figure of this quarter is withheld ({imprecise} as imprecise, {confidential} "
        "as "
        "confidential).",
        "other": "{count} figures of this quarter are withheld ({imprecise} as imprecise, "
        "{confidential} as confidential).",
    },
    "cannot probability": "People who did not answer may differ from those who did; weighting "
    "lessens this but cannot rule it out.",
    "cannot census unbounded": "Those who did not answer may think differently from those who did, "
    "and how many they are is not known.",
    "cannot census": "Those who did not answer may think differently from those who did. The worst "
    "and best cases show how much that could matter.",
    "cannot opt-in": "Nobody was drawn at random: these are the views of people who chose to "
    "answer, "
    "and nothing here is a figure for all residents.",
    "cannot event": "These are the views of people who attended, and of nobody else.",
    "cannot cause": "A survey shows what people think, not why: nothing here says what caused a "
    "change.",
    # how to read
    "read interval title": "Every figure is an estimate",
    "read interval probability": "This quarter {n} people answered, out of all {population}. Other "
    "people would have given slightly different figures. The {name} shows how different: of 100 "
    "surveys run like this one, the range they print would contain the true figure about {count} "
    "times. The range covers chance only. It does not cover people who did not answer, or "
    "questions that were misunderstood.",
    "read interval census": "{n} people answered. Everyone was asked, so no margin is given for "
    "chance. The {name} shows what the figure would be if all who did not answer had said the "
    "least favorable, or the most favorable, thing.",
    "read interval opt-in": "{n} people answered. Nobody was drawn at random, so the {name} rests "
    "on "
    "a model: it assumes that weighting removes the difference between those who chose to answer "
    "and those who did not. That assumption was not tested.",
    "read people title": "Whom the figures describe",
    "read people probability": "People were chosen at random, and each answer is weighted so that "
    "age, home, and other known counts match the whole city. “Residents” means the adults the "
    "survey was meant to reach.",
    "read people census of": "Everyone in the group was asked. Figures describe those who "
    "answered, {n} of {of}, and nobody else.",
    "read people census": "Everyone in the group was asked. Figures describe those who answered, "
    "and "
    "nobody else.",
    "read people opt-in": "Anyone could answer. Figures describe people who chose to answer, and "
    "no "
    "verdict is given about the city.",
    "read people event": "Figures are counts and shares of people who attended.",
    "read verdicts title": "Four verdicts, chosen by tests",
    "read verdicts": "“Higher” and “lower” are printed only when a test found a difference. “No "
    "detectable change” means that a change that matters would have shown ({power} of the time) "
    "and none did. “Too few answers to say” means only that: the sample is too small, and things "
    "may have changed or not; the difference is then printed only with its interval. Which "
    "direction is better was set for each measure before the survey opened.",
    "read key time": "Over time:",
    "read key place": "Between places and groups:",
    "read up better": "higher (better)",
    "read down worse": "lower (worse)",
    "read up neutral": "higher, neither better nor worse",
    "read same": "no detectable change",
    "read few": "too few answers to say",
    "read level better": "found different (better)",
    "read level worse": "found different (worse)",
    "read level same": "no detectable difference",
    "read many title": "Why fewer differences are called than you may see",
    "read many": "When many comparisons are made, some look large by chance alone. Tests are "
    "grouped "
    "in families that were written down before the survey opened, and adjusted so that the chance "
    "of calling any false difference in a family is at most {error}; intervals of differences are "
    "adjusted the same way. Comparisons that were not written down beforehand are marked "
    "exploratory.",
    "read withheld title": "Withheld figures",
    "read withheld": "“Imprecise” means that so few people answered that the figure would mislead. "
    "“Confidential” means that showing it, here or by subtraction, could reveal what someone "
    "answered. Withheld figures are left out everywhere: in charts, tables and data files.",
    "read dont know title": "“Don’t know” is an answer",
    "read dont know": "People who said “don’t know” are counted and their share is printed with "
    "each "
    "measure. People who would rather not say are counted as not stated.",
    # glance
    "glance title": "The city's figures and what may be said of their change",
    "glance about": "Weighted figures of the whole city. A difference is printed only where a test "
    "found one.",
    "glance source": "Small charts: city by quarter with its interval; the axis of each shows the "
    "range of its own figures.",
    # tables of places and groups
    "places title": "Every measure by {noun}, {wave}",
    "places about": "Upper line: the figure, with the mark of its comparison with the rest of the "
    "city. Lower line: change since the previous quarter in points, with the mark of its test; a "
    "dash where there are too few answers to say.",
    "places about plain": "The figure, with the mark of its comparison with the rest of the city.",
    "groups opening": "Each group is compared with everyone else. Figures show what people say, "
    "not why.",
    "groups table title": "Every measure by group, {wave}",
    "groups about": "The figure, with the mark of its comparison with everyone else.",
    "groups exploratory": "Comparisons that were not registered before the survey opened are "
    "exploratory.",
    # method
    "design title": "How people were chosen",
    "design source": "People were drawn from {source}: {chosen}.",
    "design strata": {
        "one": "The sample is stratified by {by} (one stratum).",
        "other": "The sample is stratified by {by} ({count} strata).",
    },
    "design psus": "People were drawn in {count} first-stage units, and errors allow for people in "
    "one unit being alike.",
    "design fpc": "Errors use the finite population correction.",
    "design no fpc": "Errors use no finite population correction.",
    "design lonely": "A stratum with a single unit is treated by the policy “{policy}”.",
    "design variance": "Standard errors: {words}",
    "design interval": "Intervals: {name}, at the {level} level; degrees of freedom: {df}.",
    "design df default": "units minus strata",
    "waves title": "Quarters in this report",
    "waves about": "Response rate is AAPOR {name}. Effective n is Kish's: the size of a simple "
    "random sample that unequal weights leave.",
    "waves about plain": "Effective n is Kish's: the size of a simple random sample that unequal "
    "weights leave.",
    "weights title": "Whom each answer stands for",
    "weights steps": "Weights were made in these steps:",
    "weights table title": "Weights by quarter",
    "weights table about": "Design effect is Kish's, from unequal weights alone. The g-factor is "
    "what "
    "calibration multiplied a weight by.",
    "unknown opening": "Some people did not state what a margin needs:",
    "unknown sentence": {
        "one": "{title}: one answer has no stated level; {policy}.",
        "other": "{title}: {count} answers have no stated level; {policy}.",
    },
    "unknown keep share": "they keep the share they had before calibration, and the targets apply "
    "to "
    "the rest",
    "unknown impute": "a level was imputed for them at random within cells, with a recorded seed",
    "unknown refuse": "calibration was refused until they were resolved",
    "outside sentence": {
        "one": "{title}: one answer has a level that the target does not count; it keeps its "
        "share.",
        "other": "{title}: {count} answers have a level that the target does not count; they keep "
        "their share.",
    },
    "margins title": "Margins before and after weighting, {wave}",
    "margins about": "Percent of adults. n is unweighted.",
    "tests title": "How differences were tested",
    "tests none": "This kind of survey allows no tests and no verdicts: differences are described "
    "only.",
    "tests opening": "Families of comparisons, their adjustment, the primary measures and the "
    "change "
    "that matters were written into the wave's plan before it opened. A difference is called when "
    "its adjusted p-value is at most {error}. One that is not called is “no detectable change” "
    "only if a change as small as the one that matters would have been found with {power} power.",
    "tests exploratory": {
        "one": "One comparison was not in the plan and is marked exploratory.",
        "other": "{count} comparisons were not in the plan and are marked exploratory.",
    },
    "series breaks": "Lines over time join only waves that can be compared. These start anew, or "
    "were judged by an author:",
    "tests additions": "Added after the plan was frozen:",
    "families title": "Families of comparisons",
    "families about": "The joint test asks whether any difference of the family exists at all, so "
    "that several small ones moving the same way are not hidden.",
    "as planned": "Some names stand as the plan has them ({language}).",
    "joint shown": "F = {statistic} on {df1} and {df2}, {p}",
    "not computed": "not computed",
    "detectable title": "The smallest change the survey could detect, in points",
    "detectable about": "Found with {power} power within its family. Where it exceeds the change "
    "that "
    "matters, the verdict is “too few answers to say”.",
    "sample title": "Answers by {noun} and quarter",
    "measures title": "What each measure is",
    "measures about": "Scoring, what is done with missing answers, and the declared direction.",
    "direction higher": "higher",
    "direction lower": "lower",
    "direction none": "neither",
    "warnings title": "Warnings",
    "assumptions title": "Assumptions",
    "disclosure title": "What is withheld",
    "policies title": "Settings recorded with the estimates",
    # annex
    "annex opening": "The eleven items of the AAPOR Code of Professional Ethics and Practices "
    "(2021), "
    "filled from the survey's own records.",
    "annex item 1": "Data collection strategy",
    "annex item 2": "Who sponsored and conducted the research",
    "annex item 3": "Measurement tools",
    "annex item 4": "Population under study",
    "annex item 5": "How the sample was made",
    "annex item 6": "Method and mode of data collection",
    "annex item 7": "Dates of data collection",
    "annex item 8": "Sample sizes and precision",
    "annex item 9": "How the data were weighted",
    "annex item 10": "How the data were processed and checked",
    "annex item 11": "Limitations",
    "annex strategy probability": "{survey}: a survey of people chosen at random.",
    "annex strategy census": "{survey}: everyone in the group was asked.",
    "annex strategy opt-in": "{survey}: an open questionnaire that anyone could answer. No "
    "response "
    "rate can be defined.",
    "annex strategy event": "{survey}: cards or a kiosk at an event.",
    "annex sponsor": "Sponsor: {name}.",
    "annex conductor": "Conducted by: {name}.",
    "annex funder": "Funded by: {name}.",
    "annex instrument": {
        "one": "Questionnaire {id}, version {version}; one question is printed verbatim under "
        "“Questions and answers”.",
        "other": "Questionnaire {id}, version {version}; {count} questions are printed verbatim "
        "under “Questions and answers”.",
    },
    "annex population": "{population}.",
    "annex modes": "Answers by mode: {modes}.",
    "annex languages": "Answers by language: {languages}.",
    "annex dates": "{fielded}.",
    "annex size": "{n} answers.",
    "annex size rate": "{n} answers to {invited} invitations; {name} response rate {rate}.",
    "annex no precision": "No margin is given: this kind of survey has none.",
    "annex precision probability": "The {level} {name} of city percentages is between {low} and "
    "{high} points on either side, with strata, weights and calibration taken into account.",
    "annex precision census": "The {name} of city percentages spans {low} to {high} points on "
    "either "
    "side.",
    "annex precision opt-in": "The {name} of percentages spans {low} to {high} points on either "
    "side. "
    "It assumes that weighting removes selection bias.",
    "annex unweighted": "The answers were not weighted.",
    # answers and topline
    "answers title": "Answers from “{first}” to “{last}”",
    "answers about": "Weighted percent of those asked, {wave}. Shares under 5% are drawn without "
    "their number; the table of questions and answers has them all.",
    "topline opening": "Each question as it was asked, with weighted percentages by quarter and "
    "unweighted counts of this quarter. Percentages may not add to 100 because of rounding.",
    "topline asked": "Asked of {who}.",
    "row asked": "Asked (n)",
    # versions
    "versions opening": "A figure is only as good as the way back to its origin. These hashes name "
    "the exact questionnaire, plan, weighting and data behind this report; anyone who holds the "
    "same files can compute them again.",
    "versions title": "Content hashes",
    "version instrument": "Questionnaire",
    "version instrument hash": "Questionnaire hash",
    "version plan hash": "Plan hash",
    "version recipe hash": "Weighting hash",
    "version snapshot hash": "Data snapshot hash",
    "version software": "Software",
    "receipts title": "Receipts",
    "receipts": {
        "one": "One receipt hash is listed in receipts.txt, attached to this file (SHA-256 of the "
        "list: {digest}). A resident who kept a receipt can check that their answers were counted.",
        "other": "{count} receipt hashes are listed in receipts.txt, attached to this file "
        "(SHA-256 "
        "of the list: {digest}). Residents who kept a receipt can check that their answers were "
        "counted.",
    },
    "advance title": "Published in advance",
    "advance opening": "These entries of the public log stood in the feed from the day given. Each "
    "hash fixes its entry and all entries before it, so whoever kept a copy of the feed, or the "
    "report before this one, can check that nothing was rewritten (surveyapp feed check).",
    "advance now": "This wave, {wave}",
    "advance before": "The wave before, {wave}, to compare with its own report",
    "column advance entry": "Entry",
    "column advance day": "Published",
    "column advance what": "What it fixes",
    "column advance hash": "Hash, first 16 digits",
    # the page
    "skip": "Skip to the report",
    "download pdf": "This report as PDF",
    "download data": "Figures as CSV",
    "download comparisons": "Comparisons as CSV",
    "download json": "Figures as JSON",
    "attached csv": "Every figure of this report",
    "attached comparisons": "Every comparison of this report",
    "attached json": "Every value behind this report",
    "attached receipts": "Hashes of the receipts of all counted answers",
}

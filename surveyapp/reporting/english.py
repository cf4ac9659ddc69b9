"""What a report says in English: one pattern a key, plural forms where a count decides."""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.reporting.english_chapters import ENGLISH_CHAPTERS

ENGLISH: Mapping[str, str | Mapping[str, str]] = {
    **ENGLISH_CHAPTERS,
    # numbers
    "percent": "{value}%",
    "from to": "{lower} to {upper}",
    "to": "{lower} to {upper}",
    "points": "{points} points",
    "quarter": "Q{quarter} {year}",
    "space": " ",
    "stop": ".",
    "semicolon": "; ",
    "comma": ", ",
    "quarter short": "Q{quarter} {year}",
    "page end": "",
    "numerals": "no one two three four five six seven eight nine",
    "point count": {"one": "{points} point", "other": "{points} points"},
    # people and places
    "people probability": "residents",
    "people census": "those who answered",
    "people opt-in": "people who chose to answer",
    "people event": "attenders",
    "people among": "{people} {among}",
    "neighborhood": {"one": "neighborhood", "other": "neighborhoods"},
    "district": {"one": "district", "other": "districts"},
    "group": {"one": "group", "other": "groups"},
    "counted": "{word} {noun}",
    "city": "City",
    "rest of city": "the rest of the city",
    "other groups": "everyone else",
    # names of intervals
    "interval probability": "margin of error",
    "interval census": "worst and best case",
    "interval opt-in": "modeled uncertainty",
    "interval column probability": "{level} margin",
    "interval column census": "Worst, best",
    "interval with level": "{level} {name}",
    "interval column opt-in": "Modeled",
    # verdicts
    "higher": "higher",
    "lower": "lower",
    "no detectable change": "no detectable change",
    "no detectable difference": "no detectable difference",
    "too few answers to say": "too few answers to say",
    "better": "better",
    "worse": "worse",
    "verdict better": "{verdict} (better)",
    "verdict worse": "{verdict} (worse)",
    "withheld": "withheld",
    "imprecise": "imprecise",
    "confidential": "confidential",
    "not comparable": "not comparable",
    "withheld reason": "withheld: {reason}",
    "not asked": "not asked",
    # levels
    "share of people": "{share} of {people} {statement}",
    "title stands": "{title} stands at {value} among {people}",
    "title mean": "{title} averages {value} on a scale from {low} to {high} among {people}",
    "tenth": "About {tenths} in 10 {people} ({share}) {statement}",
    "with interval": "{sentence} ({name}: {interval}).",
    "without interval": "{sentence}.",
    "level withheld": "{title}: the figure for the city is withheld ({reason}).",
    # changes over time
    "time higher": "The figure is higher than in {when}, by {amount} ({level} interval "
    "{span}){good}.",
    "time lower": "The figure is lower than in {when}, by {amount} ({level} interval "
    "{span}){good}.",
    "time no detectable change": "There is no detectable change since {when}; a change of "
    "{detectable} or more would probably have shown.",
    "time too few answers to say": "There are too few answers to say whether it changed since "
    "{when}: only a change of {detectable} or more would probably have shown, and {interest} was "
    "set beforehand as the change that matters.",
    "time withheld": "Whether it changed since {when} cannot be said: a figure is withheld "
    "({reason}).",
    "time descriptive": "The difference from {when} is {difference}; this kind of survey allows no "
    "test of it.",
    "trend higher": "Straight-line trend since {when}: higher by {amount} a year ({level} interval "
    "{span}){good}.",
    "trend lower": "Straight-line trend since {when}: lower by {amount} a year ({level} interval "
    "{span}){good}.",
    "trend no detectable change": "Straight-line trend since {when}: no detectable change.",
    "trend too few answers to say": "Straight-line trend since {when}: too few answers to say.",
    "trend withheld": "The trend since {when} cannot be said: a figure is withheld ({reason}).",
    "trend descriptive": "Straight-line trend since {when}: {difference} a year; this kind of "
    "survey allows no test of it.",
    "pool higher": "The last four quarters together are higher than the four that ended a quarter "
    "before, by {amount} ({level} interval {span}){good}.",
    "pool lower": "The last four quarters together are lower than the four that ended a quarter "
    "before, by {amount} ({level} interval {span}){good}.",
    "pool no detectable change": "The last four quarters together show no detectable change from "
    "the four that ended a quarter before.",
    "pool too few answers to say": "There are too few answers to say whether the last four "
    "quarters "
    "together differ from the four that ended a quarter before.",
    "pool withheld": "Four quarters together cannot be compared: a figure is withheld ({reason}).",
    "pool descriptive": "The last four quarters together differ from the four that ended a quarter "
    "before by {difference}; this kind of survey allows no test of it.",
    "good better": ", better",
    "good worse": ", worse",
    "good none": "",
    "exploratory sentence": "{sentence} (Exploratory.)",
    # areas and groups
    "areas higher": "higher in {names}",
    "areas lower": "lower in {names}",
    "areas same": {
        "one": "For one {noun} there is no detectable difference from the rest of the city.",
        "other": "For {word} {noun} there is no detectable difference from the rest of the city.",
    },
    "areas few": {
        "one": "For one {noun} there are too few answers to say.",
        "other": "For {word} {noun} there are too few answers to say.",
    },
    "areas changed": "Since {when} the figure is {found}.",
    "areas unchanged": "No {noun} shows a detectable change since {when}; for {few} of {all} there "
    "are too few answers to say.",
    "areas unchanged all": "No {noun} shows a detectable change since {when}.",
    "areas detectable": "Within one {noun}, only a change of {lowest} to {highest} points or more "
    "would probably have shown.",
    "groups higher": "higher among {names}",
    "groups lower": "lower among {names}",
    "groups same": {
        "one": "For one group there is no detectable difference from everyone else.",
        "other": "For {word} groups there is no detectable difference from everyone else.",
    },
    "groups few": {
        "one": "For one group there are too few answers to say.",
        "other": "For {word} groups there are too few answers to say.",
    },
    "and": "{first} and {second}",
    "then": "{first}; {second}",
    "either": "{first} or {second}",
    "both": "{first} and {second}",
    # titles of charts and tables
    "than rest": "{found} than in the rest of the city",
    "areas title none": "No {noun} is found to differ from the rest of the city",
    "areas title few": "Too few answers to say how {nouns} differ",
    "areas title plain": "{title} by {noun}",
    "groups title none": "No group is found to differ from everyone else",
    "groups title few": "Too few answers to say how groups differ",
    "groups title plain": "{title} by group",
    "since higher": "higher than in {when}",
    "since lower": "lower than in {when}",
    "since no detectable change": "no detectable change since {when}",
    "since too few answers to say": "too few answers to say about {when}",
    "trend title": "{title}: {phrases}",
    "trend title plain": "{title} by quarter",
    "about areas": "{definition}, with {interval}.",
    "about areas plain": "{definition}.",
    "about groups": "{definition}, with {interval}.",
    "about groups plain": "{definition}.",
    "about trend": "The same figure for the whole city, with {interval}. {axis}",
    "about trend plain": "The same figure for everyone. {axis}",
    "axis cut": "The vertical axis shows {low} to {high} only.",
    "axis whole": "",
    "city line": "City {value}",
    "column n": "n",
    "column change": "Change",
    "column percent": "%",
    "column balance": "Net",
    "column scale": "Mean",
    "wording changed": "New series",
    "data table": "The figures of this chart as a table",
    # legends
    "color of answer": "Color of answer {count}",
    "compared with rest": "Against the rest of city:",
    "compared with groups": "Against everyone else:",
    "change since": "Change since {when}:",
    "mark circle": "filled circle",
    "mark diamond": "filled diamond",
    "mark circle-open": "open circle",
    "mark square-open": "open square",
    "mark triangle-up": "triangle pointing up",
    "mark triangle-down": "triangle pointing down",
    # sources
    "dont know": "{share} of those asked said “don’t know”.",
    "tested": "Tests at {level}: {families}.",
    "tested family": "{method} over {sizes} comparisons",
    "tested alone": "no adjustment for exploratory ones",
    "tested exploratory": "{method} over {sizes} exploratory comparisons",
    "holm": "Holm",
    "BH": "Benjamini-Hochberg",
    "none": "no adjustment",
    "cells": "Data: {cells}.",
    "quotes": "In their own words",
    "quotes note": "Answers in residents' own words that were read and approved one by one. Names, "
    "addresses and other identifiers were taken out. They are examples, not a measure of "
    "how many think so, and stand without place or group.",
    "quoted": "“{text}”",
    "respondents n": "n = {n}",
    # alternative texts
    "alt areas": "Dot-and-whisker chart, {count} rows, highest first. {rows}",
    "alt row": "{label}: {value}",
    "alt row interval": "{label}: {value} ({interval})",
    "alt row verdict": "{row}, {verdict}",
    "alt trend": "Line chart over {count} quarters. {rows}",
    "alt shares": "Stacked bars, {count} rows. {rows}",
    # sections
    "contents": "Contents",
    "main points": "Main points",
    "main points label": "Summary",
    "how to read": "How to read this report",
    "at a glance": "The city at a glance",
    "indicators": "Results",
    "neighborhoods table": "All neighborhoods, all measures",
    "districts table": "All districts, all measures",
    "who differs": "Who differs",
    "groups table": "All groups, all measures",
    "answers": "How people answered",
    "method": "How the figures were made",
    "annex": "Disclosure annex",
    "topline": "Questions and answers",
    "versions": "Exact versions",
    "page of": "Page",
    "of": "of",
    "figure": "Figure {number}",
    "table": "Table {number}",
    "published on": "Published {date}",
    "period": "Period",
    "published": "Published",
    "status": "Status",
    "contact": "Contact",
    "cite": "How to cite",
    "fielded": "Fielded",
    "answers counted": "Answers counted",
    "cover about": "What {people} say about safety, trust and fair treatment",
    "status final": "Final",
    "status provisional": "Provisional: figures may still change",
    "status corrected": "Corrected: replaces an earlier edition",
    "simulated": "Simulated",
    "simulated note": "Every figure in this report comes from simulated answers of a made-up city. "
    "Nothing here describes real people.",
    "translation note": "",
    "questions note": "The questions and the names of measures stand in {language}: the "
    "questionnaire has no edition in the language of this report.",
    "citation": "{department} ({year}). {title}: {wave}. Published {date}.",
    "quarterly report": "Quarterly report, {wave}",
}

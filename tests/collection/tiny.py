"""A tiny questionnaire with one item of every kind that collection has to keep."""

from __future__ import annotations

from surveyapp.collection.area import Area
from surveyapp.collection.wave import Wave
from surveyapp.instrument.areas import with_areas
from surveyapp.instrument.document import loads
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.version import content_hash

TOML = """
id = "tiny"
version = "1"
languages = ["en", "es"]
title = { en = "Tiny", es = "Breve" }
welcome = { en = "Welcome", es = "Bienvenido" }
thanks = { en = "Thanks", es = "Gracias" }

[[sections]]
id = "all"
title = { en = "All", es = "Todo" }

[scales.agree]
direction = "higher is better"
options = [
  { code = 1, label = { en = "No", es = "No" } },
  { code = 2, label = { en = "Partly", es = "En parte" } },
  { code = 3, label = { en = "Yes", es = "Si" } },
  { code = 8, label = { en = "Don't know", es = "No se" }, dont_know = true },
  { code = 9, label = { en = "Rather not say", es = "Prefiero no decir" }, not_stated = true },
]

[[items]]
id = "place"
section = "all"
kind = "single"
text = { en = "Where do you live?", es = "Donde vive?" }
options_from = "areas"
area = true
options = [ { code = 99, label = { en = "Rather not say", es = "Nada" }, not_stated = true } ]

[[items]]
id = "trust"
section = "all"
kind = "scale"
scale = "agree"
opinion = true
text = { en = "Do you trust them?", es = "Confia?" }

[[items]]
id = "fair"
section = "all"
kind = "grid"
scale = "agree"
opinion = true
text = { en = "Are they", es = "Son" }
rows = [
  { id = "listen", text = { en = "listening", es = "atentos" } },
  { id = "polite", text = { en = "polite", es = "amables" } },
]

[[items]]
id = "seen"
section = "all"
kind = "multiple"
text = { en = "Where do you see them?", es = "Donde los ve?" }
options = [
  { code = 1, label = { en = "On foot", es = "A pie" } },
  { code = 2, label = { en = "By car", es = "En auto" } },
  { code = 7, label = { en = "Nowhere", es = "En ningun lugar" }, exclusive = true },
]

[[items]]
id = "adults"
section = "all"
kind = "whole_number"
minimum = 1
maximum = 20
text = { en = "How many adults?", es = "Cuantos adultos?" }

[[items]]
id = "contact"
section = "all"
kind = "single"
text = { en = "Any contact?", es = "Contacto?" }
options = [
  { code = 1, label = { en = "Yes", es = "Si" } },
  { code = 2, label = { en = "No", es = "No" } },
]

[[items]]
id = "when"
section = "all"
kind = "date"
minimum = 2020-01-01
maximum = 2030-12-31
text = { en = "When?", es = "Cuando?" }
show_if = { all = [ { item = "contact", equals = 1 } ] }

[[items]]
id = "words"
section = "all"
kind = "long_text"
longest = 200
opinion = true
text = { en = "Anything else?", es = "Algo mas?" }

[[indicators]]
id = "trust"
title = { en = "Trust", es = "Confianza" }
short = { en = "Trust", es = "Confianza" }
definition = { en = "Share who trust.", es = "Parte que confia." }
base = { en = "Residents with an opinion", es = "Residentes con opinion" }
items = ["trust"]
scoring = "top_share"
positive = [3]
better = "higher"
primary = true

[translations.es]
state = "reviewed"
"""

AREAS = (
    Area("n1", "North", {"district": "1"}),
    Area("n2", "South", {"district": "1"}),
    Area("n3", "Hill", {"district": "2"}),
)


def tiny() -> Instrument:
    """The questionnaire, as its document says."""
    return loads(TOML)


def bound() -> Instrument:
    """The questionnaire, bound to the areas."""
    return with_areas(tiny(), AREAS)


def tiny_wave(slug: str = "tiny-2026q3", **more: object) -> Wave:
    """A planned, simulated wave that asks it."""
    instrument = tiny()
    given: dict[str, object] = {
        "slug": slug,
        "department": "pd",
        "instrument_id": instrument.id,
        "instrument_version": instrument.version,
        "instrument_hash": content_hash(instrument),
        "title": "Tiny",
        "period": "2026Q3",
        "frame": "probability",
        "languages": ("en", "es"),
        "areas": AREAS,
        "simulated": True,
    }
    return Wave(**(given | more))  # type: ignore[arg-type]

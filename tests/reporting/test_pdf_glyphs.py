from surveyapp.reporting.definition import Definition
from surveyapp.reporting.pdf_glyphs import glyph_texts, named


def test_each_form_of_a_letter_stands_for_the_letter(definition: Definition):
    texts = set(glyph_texts(definition.fonts / "ibm-plex-sans-arabic-400.ttf").values())
    assert set("ابتثجحخدذرزسشصضطظعغفقكلمنهوي") <= texts
    assert "لا" in texts, "the ligature of lam and alef stands for both, in the order they are read"
    assert "\N{ARABIC SHADDA}" in texts


def test_glyphs_are_named_and_unknown_ones_keep_what_they_had():
    written = b"2 beginbfchar\n<0001> <>\n<0002> <0041>\n<0003> <>\nendbfchar"
    assert named(written, {1: "ب"}) == (
        b"2 beginbfchar\n<0001> <0628>\n<0002> <0041>\n<0003> <FFFD>\nendbfchar"
    )

"""What is not English is known for what it is, in whatever encoding, and is not extracted."""

from __future__ import annotations

import pytest

from onrecord.extraction.pipeline import Extractor
from onrecord.reading import read

FRENCH = (
    "Le maire de la ville a déclaré lundi que le port resterait ouvert cet hiver. « Nous ne céderons pas », a-t-il dit "
    "aux journalistes, en ajoutant que la décision avait été prise après de longues discussions avec les pêcheurs."
)
GERMAN = (
    "Die Bürgermeisterin hat am Montag erklärt, dass der Hafen auch in diesem Winter geöffnet bleibt. „Wir geben nicht "
    "nach“, sagte sie vor Journalisten und fügte hinzu, die Entscheidung sei nach langen Gesprächen gefallen."
)
ARABIC = (
    "قالت العمدة يوم الاثنين إن الميناء سيبقى مفتوحا هذا الشتاء. وأضافت أمام الصحفيين: «لن نستسلم»، مؤكدة أن القرار "
    "اتخذ بعد مناقشات طويلة مع الصيادين."
)
TEXTS = {"fr": FRENCH, "de": GERMAN, "ar": ARABIC}


@pytest.mark.parametrize("language", TEXTS)
def test_a_foreign_text_is_kept_and_said_not_to_be_extracted(language: str) -> None:
    article = read(TEXTS[language].encode(), name="a.txt")
    assert (article.language, article.text) == (language, TEXTS[language])
    extraction = Extractor().extract(article)
    assert extraction.statements == ()
    assert extraction.entities == ()
    assert extraction.warnings == (f"not extracted: the language is '{language}', and only English is read yet",)


@pytest.mark.parametrize(
    ("language", "encoding"), [("fr", "cp1252"), ("de", "cp1252"), ("ar", "cp1256"), ("ar", "utf-16")]
)
def test_an_encoding_of_old_garbles_nothing(language: str, encoding: str) -> None:
    article = read(TEXTS[language].encode(encoding), name="a.txt")
    assert (article.language, article.text) == (language, TEXTS[language])


def test_a_line_in_another_script_is_told_apart_by_less() -> None:
    assert read("قالت العمدة يوم الاثنين إن الميناء سيبقى مفتوحا".encode(), name="a.txt").language == "ar"
    assert read(b"She said on Monday that it would stay open.", name="a.txt").language is None

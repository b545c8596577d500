"""Names of persons: their parts, and which of them can be one person's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.people import names
from onrecord.people.names import PersonName


def parse(text: str) -> PersonName:
    found = names.parse(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "given", "family", "suffix", "titles"),
    [
        ("Edda Quill", ("Edda",), "Quill", None, ()),
        ("Sen. Osric Vane's", ("Osric",), "Vane", None, ("Sen.",)),
        ("Mrs. Quill", (), "Quill", None, ("Mrs.",)),
        ("Gov. Ann Mary Dray Jr.", ("Ann", "Mary"), "Dray", "Jr.", ("Gov.",)),
        ("Tom B. Alder, III", ("Tom", "B."), "Alder", "III", ()),
        ("Ursula von der Heide", ("Ursula",), "von der Heide", None, ()),
        ("QUILL", (), "QUILL", None, ()),
        ("-Edda Quill‘s", ("Edda",), "Quill", None, ()),
        ("@Edda Quill''", ("Edda",), "Quill", None, ()),
        ("Martin O'Malley's", ("Martin",), "O'Malley", None, ()),
        ("President", (), "President", None, ()),
        ('Robert "Bo" Dean', ("Robert",), "Dean", None, ()),
        ("Dr. Ina Sørby, PhD", ("Ina",), "Sørby", None, ("Dr.",)),
        ("Van Der Moss", (), "Van Der Moss", None, ()),
        ("James Van Der Moss", ("James",), "Van Der Moss", None, ()),
    ],
)
def test_parts(text: str, given: tuple[str, ...], family: str, suffix: str | None, titles: tuple[str, ...]) -> None:
    name = parse(text)
    assert (name.given, name.family, name.suffix, name.titles) == (given, family, suffix, titles)


@pytest.mark.parametrize("text", ["", "  ", "Mr.", "123", "“”", "--"])
def test_what_is_no_name(text: str) -> None:
    assert names.parse(text) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Clinton", "Hillary Clinton"),
        ("Mrs. Clinton", "Hillary Rodham Clinton"),
        ("Bill Clinton", "William Clinton"),
        ("Hillary", "Hillary Clinton"),
        ("B. Quill", "Berta Quill"),
        ("Berta A. Quill", "Berta Quill"),
        ("Mitt Romney", "Willard Mitt Romney"),
        ("Bernie Sanders", "Bernard Sanders"),
        ("François Sørby", "Francois Sørby"),
        ("Zelensky", "Volodymyr Zelenskyy"),
        ("Phillip Quill", "Philip Quill"),
    ],
)
def test_names_that_agree(a: str, b: str) -> None:
    assert names.agree(parse(a), parse(b))
    assert names.agree(parse(b), parse(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Hillary Clinton", "Bill Clinton"),
        ("Mrs. Clinton", "Bill Clinton"),
        ("Mr. Clinton", "Hillary Clinton"),
        ("Donald Trump", "Donald Trump Jr."),
        ("Kim Vane Sr.", "Kim Vane Jr."),
        ("George W. Bush", "George H. Bush"),
        ("Quill", "Vane"),
        ("Ann Quill", "Berta Quill"),
        ("Anna Quill", "Ana Quill"),  # too short to be one name's two spellings
    ],
)
def test_names_that_do_not_agree(a: str, b: str) -> None:
    assert not names.agree(parse(a), parse(b))
    assert not names.agree(parse(b), parse(a))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Pe\xc3\xb1a Vasselby", "Pe\xf1a Vasselby"),
        ("SarvA\u0303\x83A\u0302\xa1n", "Sarv\xe1n"),  # twice, and with marks of their own
        ("S\xe3o N\xc3O", "S\xe3o N\xc3O"),
        ("\xc2\xa35", "\xc2\xa35"),  # no letter
        ("A\u0303la", "A\u0303la"),
    ],
)
def test_misread_letters_are_mended(text: str, meant: str) -> None:
    assert names.mended(text) == meant


def test_a_misread_name_is_the_one_that_was_meant() -> None:
    assert names.parse("Enrique Pe\xc3\xb1a") == names.parse("Enrique Pe\xf1a")


def test_gender_by_title_then_by_given_name() -> None:
    assert names.gender(parse("Mrs. Robert Dean")) == "f"
    assert names.gender(parse("Sir Tom Alder")) == "m"
    assert names.gender(parse("Hillary Dean")) == "f"
    assert names.gender(parse("Senator Quill")) is None
    assert names.gender(parse("Kim Dean")) is None


@given(st.text(max_size=40))
def test_any_text_can_be_asked(text: str) -> None:
    name = names.parse(text)
    if name is not None:
        assert name.family
        assert names.agree(name, name)
        assert name.usual.endswith(name.suffix or name.family)

"""Articles with other words in their places: the frame stays, and who is spoken of stays one."""

from __future__ import annotations

from training.attribution.data import Annotated
from training.attribution.rewording import reworded

ARTICLES: list[Annotated] = [
    {
        "id": "harbour",
        "text": "“The harbour is closed,” Ida Moss said.\n\nMoss blamed the old mayor, and Moss left.",
        "attributions": [],
    },
    {
        "id": "budget",
        "text": "“A budget is honest,” Karl Brandt told 40 voters.\n\nBrandt praised the new senator.",
        "attributions": [],
    },
]


def test_words_give_way_to_others_of_their_kind() -> None:
    first, second = reworded(ARTICLES, 1.0, seed=3)
    assert first["id"] == "harbour reworded"
    assert first["text"] != ARTICLES[0]["text"]
    assert first["attributions"] == second["attributions"] == []
    words = {word for article in ARTICLES for word in article["text"].replace("\n", " ").split()}
    for article, made in zip(ARTICLES, (first, second), strict=True):
        assert [c for c in made["text"] if not c.isalnum()] == [c for c in article["text"] if not c.isalnum()]
        assert all(word.strip("“”.,") in {w.strip("“”.,") for w in words} for word in made["text"].split())
    name = first["text"].split("\n\n")[1].split()[0]
    assert first["text"].split("\n\n")[1].count(name) == 2  # Moss, whoever she is now, is one


def test_nothing_changes_where_no_share_does_and_the_seed_decides_the_rest() -> None:
    assert [a["text"] for a in reworded(ARTICLES, 0.0, seed=3)] == [a["text"] for a in ARTICLES]
    assert list(reworded(ARTICLES, 0.5, seed=3)) == list(reworded(ARTICLES, 0.5, seed=3))

"""The network of all fields in training: every loss is there for what an invented article tells, and falls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

torch = pytest.importorskip("torch", reason="torch is only there where models are trained")

from onrecord.extraction.attribution.linking import States  # noqa: E402
from onrecord.extraction.graph import pairs  # noqa: E402
from onrecord.extraction.graph.places import Places  # noqa: E402
from training.attribution.network import Shape  # noqa: E402
from training.graph import data, gold, losses, network  # noqa: E402
from training.graph.reading import decoding, heads, mentions  # noqa: E402

from test_training_graph import marked  # noqa: E402  # isort: skip

TOKENIZER = Path(__file__).parent.parent / "src/onrecord/models/attribution-en-4/tokenizer.json"


def example() -> data.Example:
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    article = marked() | {
        "occasions": {
            "O1": {"kind": "speech", "participants": ["E1"], "place": None, "date": "2026-11-02", "status": "happened",
                   "spans": [[31, 50]]}
        }
    }  # fmt: skip
    return data.marked(gold.standoff(article, None, keep_text=True), tokenizer)


def test_an_article_is_counted_in_words() -> None:
    article = example()
    assert [article.mentions[n] for n in range(3)] == [((0, 3), 0), ((12, 13), 0), ((14, 16), 1)]
    said = article.statements[1]
    assert (said.speakers, said.about, said.time) == (frozenset({0}), {1: 0}, 0)
    assert article.held[0].time == 0


def test_every_loss_is_there_and_they_fall() -> None:
    torch.manual_seed(1)
    article, random = example(), np.random.default_rng(1)
    net = network.Graph(Shape("bert", 2, 24, 2, 48, 30522, 101, 102, 103), 0.0, 16, 1)
    optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3)
    totals = []
    for _ in range(60):
        found = losses.terms(net, net.read([net.below(article.encoding, 256)])[0], article, random)
        total = losses.total(found, {"spans": 0.15})
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        totals.append(float(total.detach()))
    wanted = "spans same speaker addressee time occasion mode polarity about kind status attends held_on voice".split()
    assert set(found) == set(wanted)
    assert totals[-1] < totals[0] / 2


def small() -> network.Graph:
    torch.manual_seed(2)
    net = network.Graph(Shape("bert", 2, 24, 2, 48, 30522, 101, 102, 103), 0.0, 16, 1)
    net.eval()
    return net


def test_the_heads_are_read_as_they_were_taught() -> None:
    article, net = example(), small()
    with torch.no_grad():
        reading = net.read([net.below(article.encoding, 256)])[0]
        view = losses.View(net, reading, article, article.mentions)
        right = {
            "spans": net.spans(reading).numpy(),
            "same": view.scores().numpy(),
            "content": net.contents(reading, [(s.content, s.source, s.cue) for s in article.statements]).numpy(),
        }
    read = heads.AllHeads({name: p.numpy() for name, p in net.state_dict().items()})
    states = States.of(reading.states.numpy())
    spans = read.spans(states)
    real = np.isfinite(spans)
    assert np.allclose(spans[real], right["spans"][real], atol=1e-4)
    roles = [(s.content, s.source, s.cue) for s in article.statements]
    assert np.allclose(read.contents(states, roles), right["content"], atol=1e-4)
    vectors = read.mentions(states, view.spans)
    speech = pairs.spoken(view.spans, [content for content, *_ in roles], [source for _, source, _ in roles])
    known = mentions.coreference(view.spans, view.texts, speech, view.paragraphs)
    scores = read.pairs("same", vectors, vectors, known)
    allowed = right["same"] > -1e3
    assert np.allclose(scores[allowed], right["same"][allowed], atol=1e-4)


def test_a_text_is_decoded_the_same_whatever_its_windows_and_names_that_clash_stay_apart() -> None:
    article, net = example(), small()
    with torch.no_grad():
        states = net.read([net.below(article.encoding, 256)])[0].states.numpy()
    read = heads.AllHeads({name: p.numpy() for name, p in net.state_dict().items()})
    roles = [(s.content, s.source, s.cue) for s in article.statements]
    places = Places(article.text, article.encoding)
    graph = decoding.decode(read, States.of(states), places, pairs.paragraphs(article.encoding), roles)
    assert graph.speakers.shape == (len(roles), len(graph.mentions) + 1)
    assert np.allclose(graph.speakers.sum(1), 1, atol=1e-4)
    for scores in (graph.addressees, graph.said_on, graph.said_at, graph.modes, graph.polarities):
        assert len(scores) == len(roles)
        assert np.allclose(scores.sum(1), 1, atol=1e-4)


def test_what_a_teacher_says_is_kept_and_taught(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="onnx is only there where models are trained")
    from training.graph import runs, teach
    from training.graph.__main__ import _config

    config = _config(False)
    torch.manual_seed(3)
    net = runs.build(config)
    net.spans.label.bias.data[0] = 2.0  # much is a person to it
    torch.save({"network": net.state_dict(), "average": {}}, tmp_path / "checkpoint.pt")
    text = "“The harbour is closed,” Ida Moss said on Monday. " + "The mayor told Quill that the pier was late. " * 8
    path = tmp_path / "taught.pkl"
    assert teach.write(config, tmp_path, path, [("a", text), ("short", "Quill left."), ("b", text)]) == 2
    tokenizer = runs.tokenizer_of(config)
    one, other = teach.kept(path, tokenizer)
    assert (one.id, other.id, len(one.statements) > 1) == ("a", "b", True)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 9)  # as an end in the midst of writing leaves it
    assert [e.id for e in teach.kept(path, tokenizer)] == ["a"]
    found = losses.terms(net, net.read([net.below(one.encoding, 256)])[0], one, np.random.default_rng(1))
    assert {"same", "speaker", "addressee", "mode", "polarity", "about"} <= set(found)
    net.eval()
    with torch.no_grad():
        again = losses.terms(net, net.read([net.below(one.encoding, 256)])[0], one, np.random.default_rng(1))
    mean = -(one.taught["mode"] * np.log(one.taught["mode"].astype(np.float32))).sum(1).mean()
    assert float(again["mode"]) == pytest.approx(float(mean), abs=0.02)  # it says of itself what it says


def test_the_teacher_has_the_choices_of_the_small_network_but_its_own() -> None:
    from training.graph.__main__ import _config

    small, large = _config(False), _config(True)
    assert large.keys() == small.keys()
    assert all(large[part].keys() == small[part].keys() for part in small if isinstance(small[part], dict))
    assert (large["shape"]["family"], large["shape"]["heads"]) == ("mpnet", small["shape"]["heads"])


def test_layers_are_in_bfloat16_only_where_it_is_asked_for() -> None:
    article, net = example(), small()
    with torch.no_grad():
        below = net.below(article.encoding, 256)
        exact, again = (net.read([below])[0].states for _ in range(2))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rounded = net.read([below])[0].states
    assert torch.equal(exact, again)
    assert not torch.equal(exact, rounded)
    assert torch.allclose(exact, rounded, atol=0.1)


def test_sharper_scores_are_the_same_choices_more_surely() -> None:
    torch.manual_seed(1)
    head = network.Pairs(16, [3])
    origins, candidates, features = torch.randn(2, 16), torch.randn(1, 5, 16), torch.zeros(2, 5, 1, dtype=torch.long)
    with torch.no_grad():
        before = head(origins, candidates, features)
        head.sharpen(3.0)
        assert torch.allclose(head(origins, candidates, features), 3 * before, atol=1e-5)

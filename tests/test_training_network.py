"""The network in training, and that what runs in the product computes the same."""

import tomllib
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

torch = pytest.importorskip("torch", reason="torch is only there where models are trained")
pytest.importorskip("safetensors")

from onrecord.extraction.attribution import AttributionModel  # noqa: E402
from onrecord.extraction.attribution.linking import Link as RuntimeLink  # noqa: E402
from onrecord.extraction.attribution.linking import States  # noqa: E402
from training.attribution import exported  # noqa: E402
from training.attribution.batch import collate  # noqa: E402
from training.attribution.data import LINKS, TAGS, labelled, window  # noqa: E402
from training.attribution.network import CRF, Network, Shape  # noqa: E402
from training.attribution.train import untrained  # noqa: E402

from test_training_data import ARTICLE, base_tokenizer  # noqa: E402  # isort: skip

HIDDEN = 24
BERT = Shape(
    family="bert",
    layers=2,
    hidden=HIDDEN,
    heads=2,
    inner=48,
    vocabulary=30522,
    first_id=101,
    last_id=102,
    mask_id=103,
)


@pytest.fixture(scope="module", params=["bert", "mpnet"])
def network(request: pytest.FixtureRequest) -> Network:
    torch.manual_seed(0)
    network = Network(replace(BERT, family=request.param), dropout=0.1, link_size=16)
    network.eval()
    return network


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return base_tokenizer()


def test_likelihood_sums_to_one_over_all_tag_sequences() -> None:
    torch.manual_seed(0)
    crf = CRF()
    torch.nn.init.normal_(crf.transitions)
    for length in (1, 2, 3):
        tags = torch.tensor(list(product(range(len(TAGS)), repeat=length)))
        emissions = torch.randn(1, length, len(TAGS)).expand(len(tags), -1, -1)
        with torch.no_grad():
            likelihoods = crf(emissions, tags, torch.ones(tags.shape)).neg().exp()
        assert float(likelihoods.sum()) == pytest.approx(1, abs=1e-4)
        assert float(likelihoods[tags[:, 0] == TAGS.index("I-cue")].sum()) == 0


def test_padding_changes_no_likelihood() -> None:
    torch.manual_seed(0)
    crf = CRF()
    emissions, tags = torch.randn(1, 9, len(TAGS)), torch.zeros(1, 9, dtype=torch.long)
    mask = torch.ones(1, 9)
    mask[:, 6:] = 0
    short = crf(emissions[:, :6], tags[:, :6], torch.ones(1, 6))
    torch.testing.assert_close(crf(emissions, tags, mask), short)


def test_links_are_the_same_in_the_product(network: Network, tokenizer: Tokenizer) -> None:
    text = labelled(ARTICLE, tokenizer)
    batch = collate([text, window(text, 0, 8)], BERT)
    hidden = torch.randn(2, len(text) + 2, HIDDEN)
    with torch.no_grad():
        scores = network.link_scores(hidden, batch.spans, batch.candidates)
    for a, b in LINKS:
        name = f"{a}-{b}"
        weights = {key: value.numpy() for key, value in network.links[name].state_dict().items()}
        found = RuntimeLink(weights).probabilities(
            States.of(hidden[0, 1:-1].numpy()), text.spans[a], text.spans[b], text.encoding.paragraphs, earlier=a == b
        )
        expected = scores[name][0, : len(found), [*range(len(text.spans[b])), -1]].softmax(-1).numpy()
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_targets_say_what_belongs_together(tokenizer: Tokenizer) -> None:
    batch = collate([labelled(ARTICLE, tokenizer)], BERT)
    assert batch.targets["content-cue"][0].int().tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 0]]
    assert batch.targets["content-content"][0].int().tolist() == [[0, 0, 0, 1], [1, 0, 0, 0], [0, 0, 0, 1]]
    assert batch.targets["cue-source"][0].int().tolist() == [[1, 0, 0], [0, 1, 0]]


def test_padding_changes_no_hidden_state(network: Network, tokenizer: Tokenizer) -> None:
    text = labelled(ARTICLE, tokenizer)
    alone, padded = collate([window(text, 0, 8)], BERT), collate([window(text, 0, 8), text], BERT)
    with torch.no_grad():
        short = network.encoder(alone.ids, alone.mask, alone.features)
        long = network.encoder(padded.ids, padded.mask, padded.features)
    torch.testing.assert_close(long[:1, : short.shape[1]], short, atol=1e-5, rtol=1e-5)


def test_relative_positions_tell_before_from_after() -> None:
    torch.manual_seed(0)
    encoder = Network(replace(BERT, family="mpnet"), dropout=0.0, link_size=16).eval().encoder
    encoder.positions.weight.data.zero_()
    ids = torch.tensor([[101, 2000, 3000, 102], [101, 3000, 2000, 102]])
    with torch.no_grad():
        before, after = encoder(ids, torch.ones_like(ids), torch.zeros(2, 4, 3, dtype=torch.long))
        assert encoder.relative is not None
        assert not torch.allclose(before[1], after[2], atol=1e-4)
        encoder.relative.weight.data.zero_()
        before, after = encoder(ids, torch.ones_like(ids), torch.zeros(2, 4, 3, dtype=torch.long))
        torch.testing.assert_close(before[1], after[2])


def test_the_shipped_network_is_read_back_from_its_files() -> None:
    pytest.importorskip("onnx")
    root = Path(__file__).parents[1]
    config = tomllib.loads((root / "training/attribution/config.toml").read_text(encoding="utf-8"))
    folder = root / "src/onrecord/models" / config["name"]
    network = exported.load(untrained(config), folder).eval()
    model = AttributionModel.load(folder)
    reading = model.reading(ARTICLE["text"])
    pieces = torch.tensor([[101, *reading.encoding.ids.tolist(), 102]])
    features = torch.zeros(1, pieces.shape[1], 3, dtype=torch.long)
    features[0, 1:-1] = torch.from_numpy(reading.encoding.features.astype(np.int64))
    with torch.no_grad():
        logits = network.tagger(network.encoder(pieces, torch.ones_like(pieces), features))[0, 1:-1]
    read_back = logits[torch.from_numpy(reading.encoding.word_starts)].numpy()
    np.testing.assert_allclose(read_back, reading.emissions, atol=0.7)  # rounded to 8 bits on the way through
    assert (read_back.argmax(-1) == reading.emissions.argmax(-1)).all()

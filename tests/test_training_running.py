"""A run that is interrupted ends where it would have ended, and a model is the mean of its runs."""

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is only there where models are trained")
pytest.importorskip("safetensors")
pytest.importorskip("onnx")

from torch import Tensor  # noqa: E402

from training import running  # noqa: E402
from training.attribution.batch import collate  # noqa: E402
from training.attribution.data import Labelled, labelled, window  # noqa: E402
from training.attribution.export import load  # noqa: E402
from training.attribution.network import Network  # noqa: E402
from training.attribution.train import losses, total_loss, untrained  # noqa: E402

from test_training_data import ARTICLE, base_tokenizer  # noqa: E402  # isort: skip

STEPS = 9
CONFIG: dict[str, Any] = {
    "seed": 7,
    "shape": {
        "family": "bert",
        "layers": 1,
        "hidden": 16,
        "heads": 2,
        "inner": 32,
        "vocabulary": 30522,
        "first_id": 101,
        "last_id": 102,
        "mask_id": 103,
    },
    "network": {"dropout": 0.0, "link_size": 8},
    "loss": {"cross_entropy": 0.3, "link": 0.2},
    "optimization": {
        "epochs": 3,
        "encoder_rate": 1e-3,
        "layer_decay": 0.9,
        "head_rate": 1e-3,
        "weight_decay": 0.01,
        "betas": [0.9, 0.98],
        "clip": 1.0,
        "warmup": 0.2,
        "average_decay": 0.9,
        "average_every": 2,
        "processes": 1,
        "threads": 1,
        "checkpoint_minutes": 0,
    },
}


class Interrupted(Exception):
    """Whatever ends a process."""


def run(folder: Path, *, seed: int = 7, until: int | None = None) -> dict[str, Tensor]:
    """The weights that a run ends with; with `until` it is interrupted in that step."""
    torch.manual_seed(seed)
    network: Network = untrained(CONFIG)
    text = labelled(ARTICLE, base_tokenizer())
    batches = [[text], [window(text, 0, 8)], [text, window(text, 0, 12)]]
    calls = 0

    def loss(items: list[Labelled]) -> dict[str, Tensor]:
        nonlocal calls
        calls += 1
        if calls == until:
            raise Interrupted
        terms = losses(network, collate(items, network.encoder.shape))
        return {"loss": total_loss(terms, CONFIG["loss"]), **terms}

    running.learn(0, CONFIG, folder, network, lambda number: batches[number % 3 :] + batches[: number % 3], loss)
    weights: dict[str, Tensor] = network.state_dict()
    return weights


def test_a_run_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    expected = run(whole)
    with pytest.raises(Interrupted):
        run(broken, until=6)
    found = run(broken, seed=8)
    for name, weights in expected.items():
        torch.testing.assert_close(found[name], weights)
    ends = [torch.load(folder / "checkpoint.pt", weights_only=True) for folder in (whole, broken)]
    assert [end["progress"]["step"] for end in ends] == [STEPS, STEPS]
    torch.testing.assert_close(ends[0]["average"], ends[1]["average"])


def test_a_model_is_the_mean_of_its_runs(tmp_path: Path) -> None:
    weights, folders = [], [tmp_path / "one", tmp_path / "two"]
    for number, folder in enumerate(folders):
        folder.mkdir()
        weights.append(run(folder, seed=number))
    mean = load(CONFIG, [folder / "checkpoint.pt" for folder in folders], ["last"]).state_dict()
    for name, value in mean.items():
        torch.testing.assert_close(value, (weights[0][name] + weights[1][name]) / 2)

"""The study of the leave-alone direction: areas by hand, a planted direction is found, a run repeated gives the same bytes."""
import json
import random
from pathlib import Path

import numpy as np
import torch

import leave_alone
from model import PRESETS, Corrector


def test_area_is_the_share_of_pairs_in_order_with_ties_as_halves() -> None:
    is_name = np.array([True, True, False, False])
    assert leave_alone.area(np.array([3.0, 1.0, 2.0, 1.0]), is_name) == (1 + 1 + 0 + 0.5) / 4
    assert leave_alone.area(np.array([9.0, 8.0, 2.0, 1.0]), is_name) == 1
    assert leave_alone.gain_with_interval(is_name * 1.0, is_name * 1.0, is_name, 1) == "+0.000 [+0.000, +0.000]"


def test_direction_points_from_misspellings_to_names() -> None:
    torch.manual_seed(1)
    is_name = np.arange(200) % 2 == 0
    planted = torch.zeros(8)
    planted[3] = 1
    pooled = torch.randn(200, 8) + 4 * torch.from_numpy(is_name)[:, None] * planted
    along = leave_alone.direction(pooled, is_name)
    assert float(along @ planted) > 0.95
    projections = leave_alone.projected([torch.stack((h, -h)) for h in pooled], along, "mean")
    np.testing.assert_allclose(projections, 0, atol=1e-6)


def test_regression_learns_odds() -> None:
    rng = np.random.default_rng(2)
    columns = rng.normal(size=(4000, 2))
    is_name = rng.random(4000) < 1 / (1 + np.exp(-(2 * columns[:, 0] - 1)))
    scores = leave_alone.Logistic(columns, is_name).scores(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    np.testing.assert_allclose(scores, [-1, 1, -1], atol=0.25)


def test_states_depend_on_nothing_but_the_word() -> None:
    torch.manual_seed(3)
    model = Corrector(PRESETS["tiny"]).eval()
    words = ["nike", "adidas", "shoes"]
    for alone, together in zip([leave_alone.states(model, [w])[0] for w in words], leave_alone.states(model, words)):
        assert len(together) == len(model.encoder) + 1
        for a, b in zip(alone, together):
            torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-4)


def words_file(path: Path) -> Path:
    """Names hold many a "z"; everything else is by chance."""
    draw, lines = random.Random(4), []
    for i in range(160):
        kind = draw.choice(["name", "slip"])
        word = "".join(draw.choice("zzzab" if kind == "name" else "aeiob") for _ in range(6))
        noise = lambda n: {str(k): draw.random() for k in range(n)}  # noqa: E731
        row = {"word": word, "kind": kind, "set": "shop" if i % 4 == 0 else "training", "names": [["t", 3, f"rival{i}"]]}
        lines.append(json.dumps({**row, "channel": noise(5), "novelty": noise(5)}))
    path.write_text("\n".join(lines) + "\n")
    return path


def test_report_shows_a_direction_that_is_there_twice_the_same(tmp_path: Path) -> None:
    torch.manual_seed(5)
    model = Corrector(PRESETS["tiny"])
    checkpoint, out = tmp_path / "model.pt", tmp_path / "report.md"
    torch.save({"config": model.config.as_dict(), "model": model.state_dict()}, checkpoint)
    out.write_text(f"Text of a person.\n\n{leave_alone.MARK}old tables\n")
    arguments = ["--checkpoint", str(checkpoint), "--words", str(words_file(tmp_path / "w.jsonl")), "--out", str(out)]
    leave_alone.main(arguments)
    once = out.read_text()
    leave_alone.main(arguments)
    assert out.read_text() == once
    assert once.startswith("Text of a person.") and "old tables" not in once
    row = next(line for line in once.splitlines() if line.startswith("| direction alone"))
    assert float(row.split("|")[2].split()[0]) > 0.9

"""Event files that the notebook writes, read by TensorBoard itself: src/share/runs/fixtures/gradbook.tfevents is one of a run."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest
from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.plugins.hparams import metadata, plugin_data_pb2
from tensorboard.util import tensor_util

WRITTEN = Path(__file__).parents[2] / "src/share/runs/fixtures/gradbook.tfevents"
START = 1_700_000_000.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logs = tmp_path_factory.mktemp("logs")
    (logs / "otter").mkdir()
    shutil.copy(WRITTEN, logs / "otter" / "events.out.tfevents.1700000000.gradbook")
    return logs


@pytest.fixture(scope="module")
def accumulator(folder: Path) -> EventAccumulator:
    return EventAccumulator(str(folder / "otter")).Reload()


def test_scalars_have_their_steps_times_and_values(accumulator: EventAccumulator) -> None:
    assert accumulator.Tags()["scalars"] == ["loss", "val_loss", "acc"]
    loss = accumulator.Scalars("loss")
    assert [event.step for event in loss] == [1, 2, 3, 4, 5]
    assert [event.wall_time - START for event in loss] == [0.5, 1.5, 2.5, 3.5, 4.5]
    assert [event.value for event in loss if not math.isnan(event.value)] == [2, 1, 0.5, 0.25]
    assert math.isnan(loss[2].value)
    assert math.isinf(accumulator.Scalars("acc")[3].value)
    assert [(event.step, event.value) for event in accumulator.Scalars("val_loss")] == [(2, 1.5), (4, 0.75)]


def test_images_are_files_with_their_sizes(accumulator: EventAccumulator) -> None:
    (image,) = accumulator.Images("samples")
    assert (image.step, image.width, image.height) == (4, 2, 1)
    assert image.encoded_image_string.startswith(b"\x89PNG")


def test_histograms_have_their_buckets(accumulator: EventAccumulator) -> None:
    (histogram,) = accumulator.Histograms("weights")
    value = histogram.histogram_value
    assert (value.min, value.max, value.num) == (-1, 1, 8)
    assert (list(value.bucket_limit), list(value.bucket)) == ([0, 1], [3, 5])


def test_texts_hold_the_cell_and_the_notes(accumulator: EventAccumulator) -> None:
    texts = {
        tag: tensor_util.make_ndarray(accumulator.Tensors(tag)[0].tensor_proto).item().decode()
        for tag in ("cell", "notes")
    }
    assert texts == {"cell": "```ts\nawait trainer.fit(model)\n```", "notes": "Lower | better"}
    assert accumulator.SummaryMetadata("cell").plugin_data.plugin_name == "text"


def test_settings_are_those_of_the_hparams_tab(accumulator: EventAccumulator) -> None:
    contents = accumulator.PluginTagToContent(metadata.PLUGIN_NAME)
    start = plugin_data_pb2.HParamsPluginData.FromString(contents[metadata.SESSION_START_INFO_TAG]).session_start_info
    end = plugin_data_pb2.HParamsPluginData.FromString(contents[metadata.SESSION_END_INFO_TAG]).session_end_info
    hparams = {name: getattr(value, value.WhichOneof("kind")) for name, value in start.hparams.items()}
    assert hparams == {"lr": 0.01, "optimizer.name": "Adam", "layers": "[32,10]", "seed": 7, "device": "cpu"}
    assert start.start_time_secs == START
    assert (end.status, end.end_time_secs) == (1, START + 12)


def test_tensorboards_pages_find_everything(folder: Path) -> None:
    """What TensorBoard's web pages ask: the newer forms, into which it turns the older ones."""
    multiplexer = EventMultiplexer(tensor_size_guidance={"scalars": 0})
    multiplexer.AddRunsFromDirectory(str(folder)).Reload()
    plugins = multiplexer.ActivePlugins()
    assert {"scalars", "images", "histograms", "text", "hparams"} <= set(plugins)
    provider = MultiplexerDataProvider(multiplexer, str(folder))
    assert provider is not None
    assert set(multiplexer.PluginRunToTagToContent("scalars")["otter"]) == {"loss", "val_loss", "acc"}
    assert set(multiplexer.PluginRunToTagToContent("histograms")["otter"]) == {"weights"}

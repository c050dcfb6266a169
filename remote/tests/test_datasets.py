"""Data that the server reads: formats, what is wrong with them, orders, and where it may look."""

from __future__ import annotations

import gzip
import io
import json
import struct
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradbook_remote.datasets.opening import open_table
from gradbook_remote.datasets.order import Order
from gradbook_remote.datasets.places import Places
from gradbook_remote.datasets.table import Table
from gradbook_remote.errors import Refused
from gradbook_remote.run_requests import DataOptions


def options(source: str, **changes: Any) -> DataOptions:  # noqa: ANN401 - any field
    fields: dict[str, Any] = {
        "source": source,
        "format": None,
        "labels": None,
        "columns": None,
        "size": None,
        "channels": 3,
        "batch": 2,
        "remainder": "drop",
        "shuffle": 0,
        "seed": 1,
        "placement": "replicated",
    }
    return DataOptions(**{**fields, **changes})


def table(folder: Path, source: str, most: int = 2**24, **changes: Any) -> Table:  # noqa: ANN401 - any field
    return open_table(options(source, **changes), Places(folder), most)


def whole(found: Table) -> list[np.ndarray[Any, Any]]:
    return found.read(np.arange(found.rows))


def idx(values: np.ndarray[Any, Any], code: int) -> bytes:
    return (
        bytes([0, 0, code, values.ndim])
        + struct.pack(f">{values.ndim}I", *values.shape)
        + values.astype(values.dtype.newbyteorder(">")).tobytes()
    )


def test_idx_is_read_gzipped_or_not_with_its_labels(tmp_path: Path) -> None:
    images = np.arange(24, dtype=np.uint8).reshape(4, 3, 2)
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(images, 8)))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(np.array([3, 1, 2, 0], np.int16), 11))
    found = table(tmp_path, "train-images-idx3-ubyte.gz", labels="train-labels-idx1-ubyte")
    assert [(column.name, column.type, column.shape) for column in found.columns] == [
        ("x", "int32", (3, 2)),
        ("y", "int32", ()),
    ]
    x, y = found.read(np.array([2, 0]))
    np.testing.assert_array_equal(x, images[[2, 0]])
    assert y.tolist() == [2, 3] and x.dtype == np.int32
    (tmp_path / "short.idx").write_bytes(idx(images, 8)[:-1])
    with pytest.raises(Refused, match=r"40 bytes are expected for shape \[4, 3, 2\], 39 are there"):
        table(tmp_path, "short.idx")
    (tmp_path / "broken.idx.gz").write_bytes(gzip.compress(idx(images, 8))[:-9])
    with pytest.raises(Refused, match="gzip"):
        table(tmp_path, "broken.idx.gz")
    with pytest.raises(Refused, match=r"are allowed: save it as \.npy"):
        table(tmp_path, "train-images-idx3-ubyte.gz", 10)


def test_npy_and_npz_are_read(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.linspace(0, 1, 6).reshape(3, 2))
    np.save(tmp_path / "y.npy", np.array([5, 6, 7], np.int64))
    x, y = whole(table(tmp_path, "x.npy", labels="y.npy"))
    assert (x.dtype, y.dtype) == (np.float32, np.int32) and y.tolist() == [5, 6, 7]
    np.savez_compressed(tmp_path / "both.npz", b=np.array([True, False]), a=np.ones((2, 2)), n=np.zeros(3))
    found = table(tmp_path, "both.npz", labels="b", columns=("a",))
    assert [(column.name, column.type) for column in found.columns] == [("a", "float32"), ("b", "bool")]
    with pytest.raises(Refused, match="array 'c' not found; arrays are: b, a, n"):
        table(tmp_path, "both.npz", labels="c")
    with pytest.raises(Refused, match=r"b has 2 rows and a 2|n 3: they have to belong together"):
        table(tmp_path, "both.npz")
    np.save(tmp_path / "big.npy", np.array([2**40]))
    with pytest.raises(Refused, match="no int32"):
        whole(table(tmp_path, "big.npy"))
    np.save(tmp_path / "objects.npy", np.array([{}, 1], object), allow_pickle=True)
    with pytest.raises(Refused, match=r"not an \.npy file of numbers"):
        table(tmp_path, "objects.npy")


def test_an_npz_that_claims_more_than_it_has_takes_no_memory(tmp_path: Path) -> None:
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "<f8", "fortran_order": False, "shape": (10**9, 10**6)})
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w") as archive:
        archive.writestr("a.npy", head.getvalue())
    with pytest.raises(Refused, match="has no bytes for"):
        table(tmp_path, "bomb.npz")


CSV = "sepal,petal,species,grade\n5.1,1.4,setosa,1\n4.9,NA,virginica,2\n6.3,6.0,virginica,2\n"


def test_csv_gives_features_and_labels_as_words_whole_numbers_or_fractions(tmp_path: Path) -> None:
    (tmp_path / "iris.csv").write_text(CSV)
    found = table(tmp_path, "iris.csv", labels="species")
    x, y = whole(found)
    assert found.classes == ["setosa", "virginica"] and y.tolist() == [0, 1, 1]
    np.testing.assert_array_equal(x, np.array([[5.1, 1.4, 1], [4.9, np.nan, 2], [6.3, 6, 2]], np.float32))
    found = table(tmp_path, "iris.csv", labels="grade", columns=("petal",))
    assert whole(found)[1].dtype == np.int32 and found.columns[0].shape == (1,)
    (tmp_path / "plain.csv.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf1;2,5\r\n3;4\r\n"))
    with pytest.raises(Refused, match=r"plain\.csv\.gz, row 1, column 'column_2': '2,5' is no number"):
        table(tmp_path, "plain.csv.gz")
    (tmp_path / "tabs.tsv").write_text("1\t2.5\n3\t4\n")
    assert whole(table(tmp_path, "tabs.tsv", labels="column_2"))[1].tolist() == [2.5, 4]


@pytest.mark.parametrize(
    ("text", "changes", "words"),
    [
        (CSV, {}, "iris.csv, row 2, column 'species': 'setosa' is no number"),
        (CSV, {"labels": "kind"}, "column 'kind' not found; columns are: sepal, petal, species, grade"),
        ("a,b\n1,2\n3\n", {}, "iris.csv, row 3: it has 1 fields, the first row has 2"),
        ('a,b\n1,"2\n', {}, "iris.csv, row 2"),
        ("", {}, "holds no rows"),
        ("a,b\n", {}, "holds no rows"),
    ],
)
def test_what_is_wrong_with_a_table_is_named(tmp_path: Path, text: str, changes: dict[str, str], words: str) -> None:
    (tmp_path / "iris.csv").write_text(text)
    with pytest.raises(Refused, match=words):
        table(tmp_path, "iris.csv", **changes)


def test_json_lines_are_columns_of_numbers_or_lists(tmp_path: Path) -> None:
    rows = [{"a": 1, "b": 2.5, "label": "cat"}, {"a": 3, "b": 4, "label": "ant"}]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    found = table(tmp_path, "t.jsonl", labels="label")
    assert [values.tolist() for values in whole(found)] == [[[1, 2.5], [3, 4]], [1, 0]]
    (tmp_path / "lists.jsonl").write_text('{"x": [1, 2, 3], "w": 1, "y": 0}\n\n{"x": [4, 5, 6], "w": 2, "y": 1}\n')
    found = table(tmp_path, "lists.jsonl", labels="y")
    assert [(column.name, column.shape) for column in found.columns] == [("x", (3,)), ("w", ()), ("y", ())]
    (tmp_path / "bad.jsonl").write_text('{"x": [1, 2]}\n{"x": [1]}\n')
    with pytest.raises(Refused, match=r"bad.jsonl, row 2: 'x' has to be a number, or lists of numbers of one length"):
        table(tmp_path, "bad.jsonl")
    (tmp_path / "bad.jsonl").write_text('{"x": 1}\n{"x": 1\n')
    with pytest.raises(Refused, match=r"bad\.jsonl, row 2: it is not JSON"):
        table(tmp_path, "bad.jsonl")


def test_images_need_a_library_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    (tmp_path / "cats").mkdir()
    with pytest.raises(Refused, match=r"pip install 'gradbook-remote\[images\]'"):
        table(tmp_path, "cats")


def test_folders_of_images_are_classes(tmp_path: Path) -> None:
    from PIL import Image as image

    for name, colour in (("ant", (255, 0, 0)), ("cat", (0, 0, 255))):
        (tmp_path / "animals" / name).mkdir(parents=True)
        image.new("RGB", (4, 6), colour).save(tmp_path / "animals" / name / "1.png")
    found = table(tmp_path, "animals")
    x, y = whole(found)
    assert x.shape == (2, 6, 4, 3) and y.tolist() == [0, 1] and found.classes == ["ant", "cat"]
    assert x[1, 0, 0].tolist() == [0, 0, 255]
    image.new("RGB", (5, 6)).save(tmp_path / "animals" / "cat" / "2.png")
    with pytest.raises(Refused, match=r"animals/cat/2.png has 6 x 5 pixels.*size: \[6, 4\]"):
        whole(table(tmp_path, "animals"))
    assert whole(table(tmp_path, "animals", size=(3, 3), channels=1))[0].shape == (3, 3, 3, 1)


@pytest.mark.parametrize("source", ["/etc/passwd", "../secret.npy", "a/../../secret.npy", "link.npy", "x\0.npy"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, source: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    np.save(tmp_path / "secret.npy", np.zeros(2))
    (folder / "link.npy").symlink_to(tmp_path / "secret.npy")
    with pytest.raises(Refused) as refused:
        table(folder, source)
    assert refused.value.failure == "limit"


def test_what_is_not_there_is_told_with_what_is(tmp_path: Path) -> None:
    (tmp_path / "mnist").mkdir()
    np.save(tmp_path / "mnist" / "train.npy", np.zeros(2))
    (tmp_path / ".hidden").write_text("")
    with pytest.raises(Refused, match=r"no such file below --data-dir. There are: mnist/train.npy$"):
        table(tmp_path, "mnist/trian.npy")
    with pytest.raises(Refused, match="start it with --data-dir"):
        open_table(options("a.npy"), Places(), 1)
    with pytest.raises(Refused, match=r"start the server with --allow-data-host data.example.org \(now: example.org\)"):
        open_table(options("https://data.example.org/a.npy"), Places(None, ["Example.org"]), 1)
    for url in ("http://example.org/a.npy", "file:///etc/passwd", "https://me@example.org/a.npy"):
        with pytest.raises(Refused, match="by https"):
            open_table(options(url), Places(None, ["example.org"]), 1)


@pytest.mark.parametrize("remainder", ["drop", "pad", "keep"])
def test_an_epoch_has_each_row_once_but_for_the_remainder(remainder: Any) -> None:  # noqa: ANN401 - a Literal
    order = Order(11, 4, remainder, 11, 7)
    batches = [order.rows(index) for index in range(order.per_epoch)]
    assert [len(batch) for batch in batches] == {"drop": [4, 4], "pad": [4, 4, 4], "keep": [4, 4, 3]}[remainder]
    rows = np.concatenate(batches).tolist()
    assert len(set(rows)) == min(11, len(rows)) and [order.size(index) for index in range(order.per_epoch)] == [
        len(batch) for batch in batches
    ]


def test_orders_are_those_of_the_seed_and_rows_move_no_further_than_told() -> None:
    def epoch(number: int, **changes: int) -> list[int]:
        fields = {"shuffle": 1000, "seed": 7, **changes}
        order = Order(1000, 100, "drop", fields["shuffle"], fields["seed"])
        return [int(row) for at in range(10) for row in order.rows(10 * number + at)]

    assert epoch(0) == epoch(0) and epoch(0) != epoch(1) != epoch(0, seed=8)
    assert epoch(3, shuffle=0) == list(range(1000))
    near = epoch(2, shuffle=20)
    assert near != sorted(near) and all(abs(row - place) < 20 for place, row in enumerate(near))

"""A folder of images: one folder a class, or all in one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..errors import Refused
from .table import Column, Values

_ENDINGS = frozenset([".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff"])
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
# A file that claims more pixels than this is not decoded.
_MOST_PIXELS = 100_000_000


class Images:
    """Decoded when they are read. `x` [height, width, channels] int32 of 0 to 255; `y` the number of the folder."""

    def __init__(self, folder: Path, name: str, size: Sequence[int] | None, channels: int) -> None:
        self._name = name
        self._folder = folder
        if channels not in _MODES:
            raise Refused("malformed", f"{name}: images have 1, 3 or 4 channels, not {channels}")
        self._mode = _MODES[channels]
        try:
            from PIL import Image
        except ImportError:
            raise Refused(
                "unsupported",
                f"{name}: images are decoded by Pillow, which is not installed where the server runs: "
                "pip install 'gradbook-remote[images]'",
            ) from None
        self._image = Image
        classes = sorted(one.name for one in folder.iterdir() if one.is_dir() and not one.name.startswith("."))
        self._paths: list[Path] = []
        labels: list[int] = []
        for label, part in enumerate(classes or ["."]):
            found = sorted(one for one in (folder / part).iterdir() if one.suffix.lower() in _ENDINGS and one.is_file())
            for one in found:
                if not one.resolve().is_relative_to(folder):
                    raise Refused("limit", f"{self._named(one)}: it leads out of the folder")
            self._paths += found
            labels += [label] * len(found)
        if not self._paths:
            raise Refused(
                "gone", f"{name}: no image is in it, nor in folders of it; endings are {', '.join(sorted(_ENDINGS))}"
            )
        self._labels = np.array(labels, np.int32)
        self.classes: list[str] | None = classes or None
        self.rows = len(self._paths)
        height, width = size or self._size(self._paths[0])
        self._size_wanted, self._resizes = (width, height), size is not None
        self.columns = [Column("x", "int32", (height, width, channels))]
        if classes:
            self.columns.append(Column("y", "int32", ()))

    def read(self, rows: Values) -> list[Values]:
        x = (
            np.stack([self._decode(self._paths[row]) for row in rows])
            if len(rows)
            else np.zeros(self.columns[0].batch(0).shape, np.int32)
        )
        return [x, self._labels[rows]] if self.classes is not None else [x]

    def _size(self, path: Path) -> tuple[int, int]:
        try:
            with self._image.open(path) as image:
                return image.height, image.width
        except (OSError, ValueError) as error:
            raise Refused("malformed", f"{self._named(path)}: it cannot be decoded: {error}") from None

    def _decode(self, path: Path) -> Values:
        try:
            with self._image.open(path) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise Refused("limit", f"{self._named(path)}: it claims {image.width} x {image.height} pixels")
                if not self._resizes and (image.width, image.height) != self._size_wanted:
                    width, height = self._size_wanted
                    raise Refused(
                        "shape",
                        f"{self._named(path)} has {image.height} x {image.width} pixels, the first image has {height} x {width}: "
                        f"say size: [{height}, {width}] to bring all to one size",
                    )
                made = image.convert(self._mode)
                if made.size != self._size_wanted:
                    made = made.resize(self._size_wanted, self._image.Resampling.BILINEAR)
                pixels = np.asarray(made, np.uint8)
        except (OSError, ValueError, SyntaxError, self._image.DecompressionBombError) as error:
            raise Refused("malformed", f"{self._named(path)}: it cannot be decoded: {error}") from None
        return (pixels if pixels.ndim == 3 else pixels[:, :, None]).astype(np.int32)

    def _named(self, path: Path) -> str:
        return f"{self._name}/{path.relative_to(self._folder).as_posix()}"

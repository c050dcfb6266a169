"""Arguments of mirrored calls as messages: arrays on devices by number, arrays of this machine by value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np


def encoded(value: Any, number_of: Callable[[jax.Array], int]) -> object:  # noqa: ANN401 - a tree
    """Lists, tuples and maps of arrays and plain values, for MessagePack."""
    if isinstance(value, jax.Array):
        return {"array": number_of(value)}
    if isinstance(value, (np.ndarray, np.generic)):
        whole = np.ascontiguousarray(value)
        return {"value": [whole.dtype.str, list(value.shape), whole.tobytes()]}
    if isinstance(value, tuple):
        return {"tuple": [encoded(item, number_of) for item in value]}
    if isinstance(value, list):
        return [encoded(item, number_of) for item in value]
    if isinstance(value, dict):
        return {"map": [[key, encoded(item, number_of)] for key, item in value.items()]}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{type(value).__name__} cannot be told to another process")


def decoded(value: object, array_of: Callable[[int], jax.Array]) -> Any:  # noqa: ANN401 - a tree
    """What `encoded` was given."""
    if isinstance(value, list):
        return [decoded(item, array_of) for item in value]
    if not isinstance(value, dict):
        return value
    [(kind, content)] = value.items()
    if kind == "array":
        return array_of(content)
    if kind == "value":
        dtype, shape, data = content
        return np.frombuffer(data, np.dtype(dtype)).reshape(shape)
    if kind == "tuple":
        return tuple(decoded(item, array_of) for item in content)
    return {key: decoded(item, array_of) for key, item in content}

"""Tensors that come in pieces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .errors import Refused
from .protocol import Placement, Spec, array_from
from .requests import Put
from .runner import Upload
from .store import Store


@dataclass
class _Pending:
    spec: Spec
    placement: Placement
    data: bytearray


class Uploads:
    """Those of one session, by handle. Their memory counts from the first piece on, and is taken as the pieces come."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pending: dict[int, _Pending] = {}

    def add(self, put: Put) -> Upload | None:
        """The tensor, when this piece completes it. Refused, and forgotten, where a piece does not follow the last."""
        if put.offset == 0:
            self.forget([put.handle])
            self._store.reserve(put.spec.bytes)
            self._pending[put.handle] = _Pending(put.spec, put.placement, bytearray())
        pending = self._pending.get(put.handle)
        if (
            pending is None
            or put.offset != len(pending.data)
            or put.spec != pending.spec
            or put.placement != pending.placement
        ):
            self.forget([put.handle])
            raise Refused(
                "malformed", f"A piece of tensor {put.handle} from byte {put.offset} on does not follow what came of it"
            )
        pending.data += put.payload
        if len(pending.data) < pending.spec.bytes:
            return None
        del self._pending[put.handle]
        return Upload(put.handle, pending.spec, pending.placement, array_from(pending.spec, pending.data))

    def forget(self, handles: Iterable[int]) -> None:
        """Those of `handles` that have not come whole."""
        for handle in handles:
            pending = self._pending.pop(handle, None)
            if pending is not None:
                self._store.release(pending.spec.bytes)

    def clear(self) -> None:
        self.forget(list(self._pending))

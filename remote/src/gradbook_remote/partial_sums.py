"""
Steps that only add to sums, as those do that accumulate gradients: every device adds what comes of its part of the batch
to a sum of its own, and nothing is exchanged until something needs the whole sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jax.extend.core import ClosedJaxpr, Jaxpr, Literal, Var
from jax.sharding import Mesh, PartitionSpec

from .parting import PARTIAL, WHOLE, Site, plan

_AXIS = "data"
_CALLS = {
    "jit",
    "pjit",
    "closed_call",
    "core_call",
    "custom_jvp_call",
    "custom_vjp_call",
    "custom_vjp_call_jaxpr",
    "remat",
    "remat2",
    "checkpoint",
}
_BODIES = ("jaxpr", "call_jaxpr", "fun_jaxpr")


@dataclass(frozen=True)
class _Held:
    """A value's kind, and what this device holds of it; None while it is only planned."""

    kind: int
    value: Any = None


@dataclass(frozen=True)
class Summing:
    """`sums`: positions of inputs that are sums, added to; `kinds`: of all outputs."""

    jaxpr: ClosedJaxpr
    sums: frozenset[int]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    count: int

    @property
    def partial(self) -> frozenset[int]:
        return frozenset(position for position, kind in enumerate(self.outputs) if kind == PARTIAL)

    def parted(self, mesh: Mesh) -> Callable[..., list[Any]]:
        """The computation on all devices of `mesh`. A partial sum goes in and out with an axis before its own: one addend a device."""
        specs = partial(map, _spec)

        def body(*given: Any) -> list[Any]:  # noqa: ANN401 - arrays
            held = [
                _Held(kind, value[0] if kind == PARTIAL else value)
                for kind, value in zip(self.inputs, given, strict=True)
            ]
            made = _walk(self.jaxpr.jaxpr, self.jaxpr.consts, held, self.count)
            return [one.value[None] if one.kind == PARTIAL else one.value for one in made]

        return jax.shard_map(
            body, mesh=mesh, in_specs=tuple(specs(self.inputs)), out_specs=list(specs(self.outputs)), check_vma=False
        )


def summing(jaxpr: ClosedJaxpr, parted: Sequence[bool], may_be_sums: int, count: int) -> Summing | None:
    """
    `parted`: whether an input is, along its first axis. None where no input of the first `may_be_sums` is only added to
    and given back, by something that comes of the parts of a batch.
    """
    kinds = [0 if one else WHOLE for one in parted]
    sums = _sums(jaxpr.jaxpr, kinds, may_be_sums, jaxpr.consts, count)
    if not sums:
        return None
    inputs = tuple(PARTIAL if position in sums else kind for position, kind in enumerate(kinds))
    made = _walk(jaxpr.jaxpr, jaxpr.consts, [_Held(kind) for kind in inputs], count)
    return Summing(jaxpr, sums, inputs, tuple(one.kind for one in made), count)


def _sums(jaxpr: Jaxpr, kinds: Sequence[int], most: int, consts: Sequence[Any], count: int) -> frozenset[int]:
    used = Counter(value for equation in jaxpr.eqns for value in equation.invars if isinstance(value, Var))
    given = Counter(value for value in jaxpr.outvars if isinstance(value, Var))
    positions = {
        value: position
        for position, value in enumerate(jaxpr.invars[:most])
        if kinds[position] == WHOLE and used[value] == 1 and given[value] == 0
    }
    found = set()
    seen: dict[Any, _Held] = {}
    _walk(jaxpr, consts, [_Held(kind) for kind in kinds], count, seen)
    for equation in jaxpr.eqns:
        if equation.primitive.name not in ("add", "add_any"):
            continue
        made = equation.outvars[0]
        if given[made] == 0 or used[made] > 0:
            continue
        for mine, other in (equation.invars, reversed(equation.invars)):
            addend = seen.get(other) if isinstance(other, Var) else None
            if isinstance(mine, Var) and mine in positions and addend is not None and addend.kind == PARTIAL:
                found.add(positions[mine])
    return frozenset(found)


def _walk(
    jaxpr: Jaxpr, consts: Sequence[Any], inputs: Sequence[_Held], count: int, held: dict[Any, _Held] | None = None
) -> list[_Held]:
    """Computes, or only plans, each operation in turn; `held` is filled with every value."""
    held = {} if held is None else held
    is_planned = all(one.value is None for one in inputs)
    held.update(zip(jaxpr.constvars, (_Held(WHOLE, None if is_planned else const) for const in consts), strict=True))
    held.update(zip(jaxpr.invars, inputs, strict=True))

    def read(value: Any) -> _Held:  # noqa: ANN401 - a variable or a literal
        return _Held(WHOLE, None if is_planned else value.val) if isinstance(value, Literal) else held[value]

    for equation in jaxpr.eqns:
        given = [read(value) for value in equation.invars]
        inner = _body(equation)
        if inner is not None:
            made = _walk(inner.jaxpr, inner.consts, given, count)
        else:
            site = Site(
                equation.primitive.name,
                equation.params,
                tuple(one.kind for one in given),
                tuple(tuple(value.aval.shape) for value in equation.invars),
                tuple(value.aval.dtype for value in equation.invars),
                tuple(equation.outvars[0].aval.shape) if equation.outvars else (),
                count,
            )
            chosen = plan(site)
            made = [_Held(chosen.output)] * len(equation.outvars)
            if not is_planned:
                brought = [_brought(one, kind, count) for one, kind in zip(given, chosen.inputs, strict=True)]
                values = equation.primitive.bind(*brought, **{**equation.params, **chosen.params})
                values = values if equation.primitive.multiple_results else [values]
                made = [_Held(chosen.output, value) for value in values]
        held.update(zip(equation.outvars, made, strict=True))
    return [read(value) for value in jaxpr.outvars]


def _body(equation: Any) -> ClosedJaxpr | None:  # noqa: ANN401 - an equation of a jaxpr
    if equation.primitive.name not in _CALLS:
        return None
    found = next((equation.params[name] for name in _BODIES if name in equation.params), None)
    return ClosedJaxpr(found, ()) if isinstance(found, Jaxpr) else found


def _brought(held: _Held, kind: int, count: int) -> Any:  # noqa: ANN401 - an array
    """What this device holds of a value once it is of that kind."""
    if held.kind == kind:
        return held.value
    if held.kind == PARTIAL:
        value = lax.psum(held.value, _AXIS)
    elif held.kind >= 0:
        value = lax.all_gather(held.value, _AXIS, axis=held.kind, tiled=True)
    else:
        value = held.value
    if kind == WHOLE:
        return value
    index = lax.axis_index(_AXIS)
    if kind == PARTIAL:
        return jnp.where(index == 0, value, jnp.zeros_like(value))
    size = jnp.shape(value)[kind] // count
    return lax.dynamic_slice_in_dim(value, index * size, size, kind)


def _spec(kind: int) -> PartitionSpec:
    return PartitionSpec() if kind == WHOLE else PartitionSpec(*([None] * max(kind, 0)), _AXIS)


def addends(arrays: Sequence[jax.Array], count: int) -> list[jax.Array]:
    """Sums that lie whole, as one addend a device: itself, and zeros."""
    return [jnp.concatenate([array[None], jnp.zeros((count - 1, *array.shape), array.dtype)]) for array in arrays]


def totals(arrays: Sequence[jax.Array]) -> list[jax.Array]:
    """The whole of partial sums: one all-reduce for all of them."""
    return [jnp.sum(array, axis=0, dtype=array.dtype) for array in arrays]

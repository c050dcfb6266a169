"""
How each operation of jax is computed on parts of a batch: what it needs of its operands, and what comes of it.

A value lies whole on every device, is parted along one of its axes, or is a partial sum: the devices hold addends of it.
An operation without a rule, or whose rule does not apply, is computed whole, which is always right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jax.numpy as jnp

WHOLE = -1
PARTIAL = -2
"""A kind is one of these, or the axis along which a value is parted."""


@dataclass(frozen=True)
class Plan:
    """`inputs`: the kind that each operand is brought to; `output`: of every output; `params`: those that name lengths."""

    inputs: tuple[int, ...]
    output: int
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    """An operation with the kinds and the whole shapes of its operands, on `count` devices."""

    name: str
    params: Mapping[str, Any]
    kinds: tuple[int, ...]
    shapes: tuple[tuple[int, ...], ...]
    dtypes: tuple[Any, ...]
    out: tuple[int, ...]
    count: int

    @property
    def whole(self) -> Plan:
        return Plan((WHOLE,) * len(self.kinds), WHOLE)

    def local(self, sizes: Sequence[int], axis: int) -> tuple[int, ...]:
        return tuple(size // self.count if index == axis else size for index, size in enumerate(sizes))


Rule = Callable[[Site], Plan | None]


def plan(site: Site) -> Plan:
    if all(kind == WHOLE for kind in site.kinds):
        return site.whole
    rule = RULES.get(site.name)
    found = None if rule is None else rule(site)
    return site.whole if found is None else found


def _only_parted(site: Site) -> int | None:
    """The axis of the first operand; None where it is not parted."""
    return site.kinds[0] if site.kinds[0] >= 0 else None


def _elementwise(site: Site) -> Plan | None:
    axes = {kind for kind in site.kinds if kind >= 0}
    if len(axes) != 1:
        return None
    axis, rank = axes.pop(), len(site.out)
    # What every row meets is whole: single numbers, and axes of length 1.
    wanted = tuple(axis if len(shape) == rank and shape[axis] == site.out[axis] else WHOLE for shape in site.shapes)
    return (
        Plan(wanted, axis)
        if all(kind in (WHOLE, own) for kind, own in zip(site.kinds, wanted, strict=True) if kind >= 0)
        else None
    )


def _sum_of_two(site: Site) -> Plan | None:
    return Plan((PARTIAL, PARTIAL), PARTIAL) if site.kinds == (PARTIAL, PARTIAL) else _elementwise(site)


def _product(site: Site) -> Plan | None:
    if sorted(site.kinds) == [PARTIAL, WHOLE]:
        return Plan(site.kinds, PARTIAL)
    return _elementwise(site)


def _quotient(site: Site) -> Plan | None:
    return Plan(site.kinds, PARTIAL) if site.kinds == (PARTIAL, WHOLE) else _elementwise(site)


def _same(site: Site) -> Plan | None:
    return Plan(site.kinds, site.kinds[0])


def _converted(site: Site) -> Plan | None:
    floats = jnp.issubdtype(site.dtypes[0], jnp.floating) and jnp.issubdtype(site.params["new_dtype"], jnp.floating)
    return _same(site) if site.kinds[0] >= 0 or floats else None


def _reshaped(site: Site) -> Plan | None:
    if site.params.get("dimensions") is not None:
        return None
    if site.kinds[0] == PARTIAL:
        return Plan((PARTIAL,), PARTIAL)
    axis, before, after = site.kinds[0], site.shapes[0], site.out
    # Row by row in memory: an axis is parted alike where as many blocks stand before it.
    for own, size in enumerate(after):
        if math.prod(after[:own]) == math.prod(before[:axis]) and size % site.count == 0 and size > 0:
            return Plan((axis,), own, {"new_sizes": site.local(after, own)})
    return None


def _broadcast(site: Site) -> Plan | None:
    if site.kinds[0] == PARTIAL:
        return Plan(site.kinds, PARTIAL) if len(site.kinds) == 1 else None
    axis = site.params["broadcast_dimensions"][site.kinds[0]]
    return Plan(site.kinds, axis, {"shape": site.local(site.out, axis)}) if len(site.kinds) == 1 else None


def _transposed(site: Site) -> Plan | None:
    kind = site.kinds[0]
    return Plan((kind,), kind if kind == PARTIAL else site.params["permutation"].index(kind))


def _squeezed(site: Site) -> Plan | None:
    kind, gone = site.kinds[0], site.params["dimensions"]
    return Plan((kind,), kind if kind == PARTIAL else kind - sum(axis < kind for axis in gone))


def _summed(site: Site) -> Plan | None:
    kind, axes = site.kinds[0], site.params["axes"]
    if kind == PARTIAL or kind in axes:
        return Plan((kind,), PARTIAL)
    return _reduced(site)


def _reduced(site: Site) -> Plan | None:
    axis, axes = _only_parted(site), site.params["axes"]
    return None if axis is None or axis in axes else Plan((axis,), axis - sum(one < axis for one in axes))


def _dot(site: Site) -> Plan | None:
    ((left_sum, right_sum), (left_batch, right_batch)) = site.params["dimension_numbers"]
    left, right = site.kinds
    if PARTIAL in site.kinds:
        return Plan(site.kinds, PARTIAL) if WHOLE in site.kinds else None
    for mine, other, own_sum, other_sum in ((left, right, left_sum, right_sum), (right, left, right_sum, left_sum)):
        if mine in own_sum:
            pair = other_sum[own_sum.index(mine)]
            if other not in (WHOLE, pair):
                return None
            return Plan((mine, pair) if own_sum is left_sum else (pair, mine), PARTIAL)
    for mine, other, own, others in ((left, right, left_batch, right_batch), (right, left, right_batch, left_batch)):
        if mine in own:
            pair = others[own.index(mine)]
            if other not in (WHOLE, pair):
                return None
            return Plan((mine, pair) if own is left_batch else (pair, mine), own.index(mine))
    if left >= 0 and right >= 0:
        return None
    batches = len(left_batch)
    free = [axis for axis in range(len(site.shapes[0])) if axis not in (*left_sum, *left_batch)]
    if left >= 0:
        return Plan(site.kinds, batches + free.index(left))
    others = [axis for axis in range(len(site.shapes[1])) if axis not in (*right_sum, *right_batch)]
    return Plan(site.kinds, batches + len(free) + others.index(right))


def _convolved(site: Site) -> Plan | None:
    numbers, left, right = site.params["dimension_numbers"], *site.kinds
    if site.params["batch_group_count"] != 1:
        return None
    if PARTIAL in site.kinds:
        return Plan(site.kinds, PARTIAL) if WHOLE in site.kinds else None
    if left == numbers.lhs_spec[0] and right == WHOLE:
        return Plan(site.kinds, numbers.out_spec[0])
    # Gradients of filters sum over the batch as others do over channels.
    channels = (numbers.lhs_spec[1], numbers.rhs_spec[1])
    if site.params["feature_group_count"] == 1 and all(
        kind in (WHOLE, axis) for kind, axis in zip(site.kinds, channels, strict=True)
    ):
        return Plan(channels, PARTIAL)
    return None


def _window(site: Site) -> Plan | None:
    axes = set(site.kinds)
    if len(axes) != 1 or PARTIAL in axes:
        return None
    axis = site.kinds[0]
    ones = all(site.params.get(name, (1,) * (axis + 1))[axis] == 1 for name in _WINDOWS)
    return Plan(site.kinds, axis) if ones and tuple(site.params["padding"][axis]) == (0, 0) else None


_WINDOWS = ("window_dimensions", "window_strides", "base_dilation", "window_dilation")


def _padded(site: Site) -> Plan | None:
    axis = _only_parted(site)
    if axis is None or tuple(site.params["padding_config"][axis]) != (0, 0, 0):
        return None
    return Plan((axis, WHOLE), axis)


def _joined(site: Site) -> Plan | None:
    if set(site.kinds) == {PARTIAL}:
        return Plan(site.kinds, PARTIAL)
    axes = {kind for kind in site.kinds if kind >= 0}
    if len(axes) != 1 or site.params["dimension"] in axes:
        return None
    axis = axes.pop()
    return Plan((axis,) * len(site.kinds), axis)


def _cut(site: Site) -> Plan | None:
    kind = site.kinds[0]
    if kind == PARTIAL:
        return Plan((PARTIAL,), PARTIAL)
    starts, limits, strides = (site.params[name] for name in ("start_indices", "limit_indices", "strides"))
    if starts[kind] != 0 or limits[kind] != site.shapes[0][kind] or (strides is not None and strides[kind] != 1):
        return None
    return Plan((kind,), kind, {"limit_indices": site.local(limits, kind)})


def _along(name: str) -> Rule:
    """Works along one axis, or several, and leaves the others alone."""

    def rule(site: Site) -> Plan | None:
        axes = {kind for kind in site.kinds if kind >= 0}
        along = site.params[name]
        along = (along,) if isinstance(along, int) else along
        if len(axes) != 1 or PARTIAL in site.kinds or axes & set(along):
            return None
        axis = axes.pop()
        return Plan((axis,) * len(site.kinds), axis)

    return rule


def _gathered(site: Site) -> Plan | None:
    numbers, (operand, indices) = site.params["dimension_numbers"], site.kinds
    batch = [axis for axis in range(len(site.out)) if axis not in numbers.offset_dims]
    if not 0 <= indices < len(site.shapes[1]) - 1:
        return None
    pairs = dict(zip(numbers.start_indices_batching_dims, numbers.operand_batching_dims, strict=True))
    if operand not in (WHOLE, pairs.get(indices, WHOLE)):
        return None
    return Plan((pairs.get(indices, WHOLE), indices), batch[indices])


def _scattered(site: Site) -> Plan | None:
    numbers, (operand, indices, updates) = site.params["dimension_numbers"], site.kinds
    batch = [axis for axis in range(len(site.shapes[2])) if axis not in numbers.update_window_dims]
    axis = indices if indices >= 0 else batch.index(updates) if updates in batch else -1
    if not 0 <= axis < len(site.shapes[1]) - 1 or axis in numbers.scatter_indices_batching_dims or operand >= 0:
        return None
    return Plan((PARTIAL, axis, batch[axis]), PARTIAL)


# fmt: off
_ELEMENTWISE = (
    "abs", "acos", "acosh", "and", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "ceil", "clamp", "cos", "cosh",
    "digamma", "eq", "erf", "erf_inv", "erfc", "exp", "exp2", "expm1", "floor", "ge", "gt", "integer_pow",
    "is_finite", "le", "lgamma", "log", "log1p", "logistic", "lt", "max", "min", "ne", "nextafter", "not", "or",
    "population_count", "pow", "reduce_precision", "rem", "round", "rsqrt", "select_n", "shift_left",
    "shift_right_arithmetic", "shift_right_logical", "sign", "sin", "sinh", "sqrt", "square", "tan", "tanh", "xor",
)
# fmt: on

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(_ELEMENTWISE, _elementwise),
    **dict.fromkeys(("add", "add_any", "sub"), _sum_of_two),
    **dict.fromkeys(("copy", "copy_p", "neg", "stop_gradient"), _same),
    **dict.fromkeys(("reduce_and", "reduce_max", "reduce_min", "reduce_or", "reduce_prod"), _reduced),
    **dict.fromkeys(("argmax", "argmin"), _reduced),
    **dict.fromkeys(("reduce_window_max", "reduce_window_min", "reduce_window_sum", "select_and_scatter_add"), _window),
    **dict.fromkeys(("cumlogsumexp", "cummax", "cummin", "cumprod", "cumsum"), _along("axis")),
    "mul": _product,
    "div": _quotient,
    "convert_element_type": _converted,
    "reshape": _reshaped,
    "broadcast_in_dim": _broadcast,
    "transpose": _transposed,
    "squeeze": _squeezed,
    "reduce_sum": _summed,
    "dot_general": _dot,
    "conv_general_dilated": _convolved,
    "pad": _padded,
    "concatenate": _joined,
    "slice": _cut,
    "rev": _along("dimensions"),
    "sort": _along("dimension"),
    "gather": _gathered,
    "scatter-add": _scattered,
    "scatter_add": _scattered,
}

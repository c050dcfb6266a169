"""
`OptimizerStep`: one step of an optimizer for all of its variables. Inputs `value{i}`, `gradient{i}`, `slot{i}_{k}` of
variable i, `state{k}`, and `scales` [count] or [1]; outputs for each variable its value and slots, then the states. The
rules stand in `src/engine/optimizers/kernel/rules.ts` too, with their sources.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from .call import DTYPES, Array, Call, Kernels, Mismatch
from .elementwise import sign

Values = Sequence[Array]
Update = Callable[[Array, Array, Values, Values, Values, Array | float], tuple[Array, ...]]
"""Value, gradient, slots, hyperparameters, states and trust ratio → value and slots."""
Next = Callable[[Values, Values], tuple[Array, ...]]
"""Hyperparameters and states → states."""


@dataclass(frozen=True)
class Rule:
    slots: int
    hyper: int
    update: Update
    states: int = 0
    next: Next = lambda hyper, states: ()
    trusts: bool = False
    """Whether scales are trust ratios rather than factors of gradients."""


def sgd(w: Array, g: Array, _slots: Values, hyper: Values, _states: Values, _trust: Array | float) -> tuple[Array, ...]:
    return (w - hyper[0] * g,)


def momentum(w: Array, g: Array, slots: Values, hyper: Values, *_: object) -> tuple[Array, ...]:
    rate, share = hyper
    m = share * slots[0] + g
    return w - rate * m, m


def nesterov(w: Array, g: Array, slots: Values, hyper: Values, *_: object) -> tuple[Array, ...]:
    rate, share = hyper
    m = share * slots[0] + g
    return w - rate * (g + m * share), m


def moments(g: Array, m: Array, v: Array, hyper: Values, states: Values) -> tuple[Array, Array, Array]:
    """Adam's moments and direction; `hyper` is beta1, beta2, 1 - beta1, 1 - beta2, epsilon."""
    beta1, beta2, rest1, rest2, epsilon = hyper
    power1, power2 = states
    m = m * beta1 + g * rest1
    v = v * beta2 + g * g * rest2
    return m, v, (m / (1 - power1)) / (jnp.sqrt(v / (1 - power2)) + epsilon)


def adam(w: Array, g: Array, slots: Values, hyper: Values, states: Values, *_: object) -> tuple[Array, ...]:
    rate, *rest, shrink = hyper
    m, v, direction = moments(g, *slots, rest, states)
    return w - shrink * w - direction * rate, m, v


def adamax(w: Array, g: Array, slots: Values, hyper: Values, states: Values, *_: object) -> tuple[Array, ...]:
    rate, beta1, beta2, rest1, epsilon, decay = hyper
    iteration, power1 = states
    m = slots[0] * beta1 + g * rest1
    u = jnp.maximum(slots[1] * beta2, jnp.abs(g))
    return w - rate / (iteration * decay + 1) / (1 - power1) * (m / (u + epsilon)), m, u


def rmsprop(w: Array, g: Array, slots: Values, hyper: Values, *_: object) -> tuple[Array, ...]:
    rate, decay, rest, share, epsilon = hyper
    s = slots[0] * decay + g * g * rest
    m = slots[1] * share + g * rate / jnp.sqrt(s + epsilon)
    return w - m, s, m


def rmsprop_centred(w: Array, g: Array, slots: Values, hyper: Values, *_: object) -> tuple[Array, ...]:
    rate, decay, rest, share, epsilon = hyper
    s = slots[0] * decay + g * g * rest
    mean = slots[2] * decay + g * rest
    m = slots[1] * share + g * rate / jnp.sqrt(s - (mean * mean + epsilon))
    return w - m, s, m, mean


def adagrad(w: Array, g: Array, slots: Values, hyper: Values, *_: object) -> tuple[Array, ...]:
    rate, epsilon = hyper
    s = slots[0] + g * g
    return w - g / jnp.sqrt(s + epsilon) * rate, s


def adadelta(w: Array, g: Array, slots: Values, hyper: Values, *_: object) -> tuple[Array, ...]:
    rate, rho, rest, epsilon = hyper
    s, d = slots
    change = jnp.sqrt(d + epsilon) / jnp.sqrt(s + epsilon) * g
    return w - change * rate, s * rho + g * g * rest, d * rho + change * change * rest


def lion(w: Array, g: Array, slots: Values, hyper: Values, *_: object) -> tuple[Array, ...]:
    rate, beta1, beta2, rest1, rest2, shrink = hyper
    direction = sign(slots[0] * beta1 + g * rest1)
    return w - shrink * w - direction * rate, slots[0] * beta2 + g * rest2


def lars(w: Array, g: Array, slots: Values, hyper: Values, _: Values, trust: Array | float) -> tuple[Array, ...]:
    rate, share, decay = hyper
    m = slots[0] * share + rate * trust * (g + decay * w)
    return w - m, m


def lamb_update(w: Array, g: Array, slots: Values, hyper: Values, states: Values, *_: object) -> tuple[Array, ...]:
    """The step before its trust ratio is the third slot; the value stays."""
    *rest, decay = hyper
    m, v, direction = moments(g, slots[0], slots[1], rest, states)
    return w, m, v, direction + decay * w


def powers(first: int) -> Next:
    return lambda hyper, states: (states[0] * hyper[first], states[1] * hyper[first + 1])


RULES: dict[str, Rule] = {
    "sgd": Rule(0, 1, sgd),
    "momentum": Rule(1, 2, momentum),
    "nesterov": Rule(1, 2, nesterov),
    "adam": Rule(2, 7, adam, 2, powers(1)),
    "adamax": Rule(2, 6, adamax, 2, lambda hyper, states: (states[0] + 1, states[1] * hyper[1])),
    "rmsprop": Rule(2, 5, rmsprop),
    "rmspropCentered": Rule(3, 5, rmsprop_centred),
    "adagrad": Rule(1, 2, adagrad),
    "adadelta": Rule(2, 4, adadelta),
    "lion": Rule(1, 6, lion),
    "lars": Rule(1, 3, lars, trusts=True),
    "lambUpdate": Rule(3, 6, lamb_update, 2, powers(0)),
}


def optimizer_step(call: Call) -> list[Array]:
    rule = RULES[call.choice("rule", tuple(RULES))]
    count = call.whole("count")
    hyper = call.parameter_list("hyper", DTYPES["float32"])
    if len(hyper) != rule.hyper or not 0 <= count <= len(call.inputs):
        raise Mismatch(f"{len(hyper)} hyperparameters and {count} variables are given, where {rule.hyper} are expected")
    clip = None if call.attributes.get("clip") is None else np.float32(call.number("clip"))
    named = dict(zip(call.names or (), call.inputs, strict=False))

    def required(name: str) -> Array:
        if name not in named:
            raise Mismatch(f"input '{name}' is missing")
        return named[name]

    states = [required(f"state{k}").reshape(()) for k in range(rule.states)]
    scales = named.get("scales")
    made: list[Array] = []
    for index in range(count):
        value, g = required(f"value{index}"), required(f"gradient{index}")
        slots = [required(f"slot{index}_{k}") for k in range(rule.slots)]
        if any(one.shape != value.shape for one in (g, *slots)):
            raise Mismatch(f"gradient {g.shape} and slots of variable {index} {value.shape} are of another shape")
        scale = 1.0 if scales is None else scales.reshape(-1)[min(index, scales.size - 1)]
        if scales is not None and not rule.trusts:
            g = g * scale
        if clip is not None:
            g = jnp.where(g > clip, clip, jnp.where(g < -clip, -clip, g))
        made.extend(rule.update(value, g, slots, hyper, states, scale if rule.trusts else 1.0))
    after = rule.next(hyper, states)
    return made + [one.reshape(required(f"state{k}").shape) for k, one in enumerate(after)]


KERNELS: Kernels = {"OptimizerStep": optimizer_step}

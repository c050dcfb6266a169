from __future__ import annotations

import numpy as np
import pytest

from gradbook_remote.errors import Refused
from gradbook_remote.ops.optimizers import RULES
from tests.ops.kernel import check, noise, run

W, G = noise(3, 2), noise(3, 2, seed=1)
A, B, C = np.abs(noise(3, 2, seed=2)), np.abs(noise(3, 2, seed=3)), noise(3, 2, seed=4) * 0.1


def told(rule: str, **more: object) -> dict:
    return {"rule": rule, "clip": None, "count": 1, "inPlace": False} | more


def step(rule: str, hyper: list[float], slots: list, states: list, *want: np.ndarray, g: np.ndarray = G) -> None:
    given = {"value0": W, "gradient0": g} | {f"slot0_{k}": slot for k, slot in enumerate(slots)}
    given |= {f"state{k}": np.float32(state) for k, state in enumerate(states)}
    check("OptimizerStep", given, told(rule), *want, parameters={"hyper": [np.float32(one) for one in hyper]})


def test_rules_are_their_formulas() -> None:
    step("sgd", [0.1], [], [], W - 0.1 * G)
    m = 0.9 * A + G
    step("momentum", [0.1, 0.9], [A], [], W - 0.1 * m, m)
    step("nesterov", [0.1, 0.9], [A], [], W - 0.1 * (G + 0.9 * m), m)
    s = A + G * G
    step("adagrad", [0.1, 1e-7], [A], [], W - 0.1 * G / np.sqrt(s + 1e-7), s)
    change = np.sqrt(B + 1e-7) / np.sqrt(A + 1e-7) * G
    step(
        "adadelta",
        [0.1, 0.9, 0.1, 1e-7],
        [A, B],
        [],
        W - 0.1 * change,
        0.9 * A + 0.1 * G * G,
        0.9 * B + 0.1 * change**2,
    )
    s = 0.9 * A + 0.1 * G * G
    m = 0.8 * C + G * 0.1 / np.sqrt(s + 0.5)
    step("rmsprop", [0.1, 0.9, 0.1, 0.8, 0.5], [A, C], [], W - m, s, m)
    mean = 0.9 * C + 0.1 * G
    m = 0.8 * C + G * 0.1 / np.sqrt(s - (mean**2 - 2))
    step("rmspropCentered", [0.1, 0.9, 0.1, 0.8, -2], [A, C, C], [], W - m, s, m, mean)
    step(
        "lion",
        [0.1, 0.9, 0.99, 0.1, 0.01, 0.02],
        [C],
        [],
        W - 0.02 * W - 0.1 * np.sign(0.9 * C + 0.1 * G),
        0.99 * C + 0.01 * G,
    )


def test_rules_with_states() -> None:
    m, v = 0.9 * C + 0.1 * G, 0.99 * A + 0.01 * G * G
    direction = m / (1 - 0.9) / (np.sqrt(v / (1 - 0.99)) + 1e-3)
    hyper = [0.9, 0.99, 0.1, 0.01, 1e-3]
    states = [np.float32(0.81), np.float32(0.9801)]
    step("adam", [0.1, *hyper, 0.02], [C, A], [0.9, 0.99], W - 0.02 * W - 0.1 * direction, m, v, *states)
    step("lambUpdate", [*hyper, 0.3], [C, A, B], [0.9, 0.99], W, m, v, direction + 0.3 * W, *states)
    u = np.maximum(0.99 * A, np.abs(G))
    rate = 0.1 / (3 * 0.5 + 1) / (1 - 0.9)
    want = W - rate * m / (u + 1e-3)
    step("adamax", [0.1, 0.9, 0.99, 0.1, 1e-3, 0.5], [C, A], [3, 0.9], want, m, u, np.float32(4), np.float32(0.81))


def test_gradients_are_scaled_then_cut_and_variables_are_many() -> None:
    given = {"value0": W, "gradient0": G, "value1": A, "gradient1": B, "scales": [2.0, 0.5]}
    want = (W - np.clip(2 * G, -0.3, 0.3), A - np.clip(0.5 * B, -0.3, 0.3))
    check("OptimizerStep", given, told("sgd", clip=0.3, count=2), *want, parameters={"hyper": [np.float32(1)]})
    given["scales"] = [2.0]
    want = (W - 2 * G, A - 2 * B)
    check("OptimizerStep", given, told("sgd", count=2), *want, parameters={"hyper": [np.float32(1)]})


def test_trust_ratios_do_not_scale_gradients() -> None:
    m = 0.9 * C + 0.1 * 3 * (G + 0.2 * W)
    given = {"value0": W, "gradient0": G, "slot0_0": C, "scales": [3.0]}
    hyper = [np.float32(one) for one in (0.1, 0.9, 0.2)]
    check("OptimizerStep", given, told("lars"), W - m, m, parameters={"hyper": hyper})


@pytest.mark.parametrize("rule", [*RULES, "unheard of"])
def test_a_step_without_its_slots_and_numbers_is_refused(rule: str) -> None:
    given = {"value0": W, "gradient0": np.zeros(5)}
    with pytest.raises(Refused, match="OptimizerStep"):
        run("OptimizerStep", given, told(rule), like=W, parameters={"hyper": [np.float32(1)]})

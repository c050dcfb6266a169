"""Norms, softmax and losses: closed forms, and gradients against jax's own of the forward kernels."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from gradbook_remote.ops import KERNELS
from gradbook_remote.ops.call import Call, Spec
from tests.ops.kernel import check, noise

X, GAMMA, BETA = noise(3, 2, 8), noise(8, seed=1) + 1, noise(8, seed=2)
DY = noise(3, 2, 8, seed=3)


def forward(kernel: str, names: list[str], attributes: dict, *inputs: np.ndarray) -> tuple:
    made = KERNELS[kernel](
        Call(kernel, tuple(names), tuple(map(jnp.asarray, inputs)), attributes, (Spec("float32", X.shape),))
    )
    return tuple(made) if isinstance(made, list | tuple) else (made,)


def test_layer_normalisation_and_its_gradient() -> None:
    told = {"epsilon": 1e-3}
    mean = X.mean(-1, keepdims=True)
    inverse = 1 / np.sqrt(X.var(-1, keepdims=True) + 1e-3)
    check("LayerNorm", {"x": X, "gamma": GAMMA, "beta": BETA}, told, (X - mean) * inverse * GAMMA + BETA, mean, inverse)
    names = ["x", "gamma", "beta"]
    _, pull = jax.vjp(lambda *given: forward("LayerNorm", names, told, *given)[0], X, GAMMA, BETA)
    check(
        "LayerNormGrad",
        {"dy": DY, "x": X, "gamma": GAMMA, "mean": mean, "inverse": inverse},
        {},
        *pull(jnp.asarray(DY)),
    )


def test_root_mean_square_normalisation_and_its_gradient() -> None:
    told = {"epsilon": 1e-3}
    inverse = 1 / np.sqrt(np.mean(X**2, -1, keepdims=True) + 1e-3)
    check("RmsNorm", {"x": X, "gamma": GAMMA}, told, X * inverse * GAMMA, inverse)
    _, pull = jax.vjp(lambda *given: forward("RmsNorm", ["x", "gamma"], told, *given)[0], X, GAMMA)
    check("RmsNormGrad", {"dy": DY, "x": X, "gamma": GAMMA, "inverse": inverse}, {}, *pull(jnp.asarray(DY)))


def test_batch_normalisation_and_its_gradient() -> None:
    told = {"varianceEpsilon": 1e-3}
    mean, variance = X.mean((0, 1)), X.var((0, 1))
    names = ["x", "mean", "variance", "scale", "offset"]
    given = dict(zip(names, [X, mean, variance, GAMMA, BETA], strict=True))
    check("FusedBatchNorm", given, told, (X - mean) / np.sqrt(variance + 1e-3) * GAMMA + BETA)
    bare = {name: given[name] for name in ("x", "mean", "variance")}
    check("FusedBatchNorm", bare, told, (X - mean) / np.sqrt(variance + 1e-3))
    _, pull = jax.vjp(lambda *one: forward("FusedBatchNorm", names, told, *one)[0], *given.values())
    saved = {name: given[name] for name in ("x", "mean", "variance", "scale")}
    check("FusedBatchNormGrad", {"dy": DY} | saved, told, *pull(jnp.asarray(DY)))


def test_softmax() -> None:
    powers = np.exp(X - X.max(-1, keepdims=True))
    check("Softmax", {"logits": X}, {"dim": -1}, powers / powers.sum(-1, keepdims=True))
    check("LogSoftmax", {"logits": X}, {"axis": -1}, np.log(powers / powers.sum(-1, keepdims=True)))


def test_hidden_keys_get_nothing_whatever_they_hold() -> None:
    x, mask = noise(2, 3, 3), np.array([[[True, True, False]], [[False, False, False]]])
    x[0, :, 2] = np.nan
    seen = np.tril(np.ones((3, 3), bool)) & mask
    powers = np.where(seen, np.exp(0.5 * x), 0)
    want = powers / np.maximum(powers.sum(-1, keepdims=True), 1e-30)
    check("MaskedSoftmax", {"x": x, "mask": mask}, {"scale": 0.5, "causal": True}, want)
    y, dy = want, noise(2, 3, 3, seed=1)
    told = {"scale": 0.5}
    check("MaskedSoftmaxGrad", {"dy": dy, "y": y}, told, 0.5 * y * (dy - (dy * y).sum(-1, keepdims=True)))


def test_cross_entropy_of_classes_and_its_gradient() -> None:
    logits, labels, told = noise(4, 5), np.int32([0, 4, 2, 7]), {"labelSmoothing": 0.2}
    total = np.log(np.exp(logits).sum(-1))
    rows = np.eye(5, dtype=np.float32)[np.minimum(labels, 4)] * 0.8 + 0.04
    rows[3] = np.nan
    loss = total - (rows * logits).sum(-1)
    check("SparseSoftmaxCrossEntropy", {"logits": logits, "labels": labels}, told, loss, total)
    dy = noise(4, seed=1)
    want = dy[:, None] * (np.exp(logits - total[:, None]) - rows)
    given = {"dy": dy, "logits": logits, "labels": labels, "logSumExp": total}
    check("SparseSoftmaxCrossEntropyGrad", given, told, want)


def test_cross_entropy_of_weights_and_its_gradient() -> None:
    logits, labels, dy = noise(4, 5), np.abs(noise(4, 5, seed=1)), noise(4, seed=2)
    total = np.log(np.exp(logits).sum(-1))
    check(
        "SoftmaxCrossEntropy",
        {"logits": logits, "labels": labels},
        {},
        (labels * (total[:, None] - logits)).sum(-1),
        total,
    )
    want = dy[:, None] * (np.exp(logits - total[:, None]) * labels.sum(-1, keepdims=True) - labels)
    given = {"dy": dy, "logits": logits, "labels": labels, "logSumExp": total}
    check("SoftmaxCrossEntropyGrad", given, {}, want)

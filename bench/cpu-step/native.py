"""Training steps in native XLA, compiled by jax: answers lines of JSON with lines of JSON."""

import json
import sys
import time

import jax
import jax.numpy as jnp
from jax import lax

TIME, HEADS, VOCABULARY = 64, 4, 64


def cross_entropy(logits, labels):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1))


def dense(x, weights):
    return x @ next(weights) + next(weights)


def mlp(weights, images, labels):
    w = iter(weights)
    return cross_entropy(dense(jax.nn.relu(dense(jax.nn.relu(dense(images, w)), w)), w), labels)


def convolve(x, weight, stride=1, padding="VALID", groups=1):
    return lax.conv_general_dilated(
        x, weight, (stride, stride), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"), feature_group_count=groups
    )


def cnn(weights, images, labels):
    w = iter(weights)

    def block(x):
        active = jax.nn.relu(convolve(x, next(w)) + next(w))
        return lax.reduce_window(active, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

    return cross_entropy(dense(block(block(images)).reshape(-1, 256), w), labels)


def mobilenet(weights, images, labels):
    w = iter(weights)

    def normed(x):
        mean, variance = jnp.mean(x, (0, 1, 2)), jnp.var(x, (0, 1, 2))
        return jnp.clip((x - mean) * lax.rsqrt(variance + 1e-3) * next(w) + next(w), 0, 6)

    def separable(x, stride):
        weight = next(w)
        channels = weight.shape[2]
        deep = normed(convolve(x, weight.reshape(3, 3, 1, channels), stride, "SAME", channels))
        return normed(convolve(deep, next(w), 1, "SAME"))

    stem = normed(convolve(images, next(w), 2, "SAME"))
    return cross_entropy(dense(separable(separable(stem, 1), 2).mean((1, 2)), w), labels)


def lstm(weights, images, labels):
    kernel, bias, w, b = weights
    units = bias.shape[0] // 4

    def step(carry, row):
        hidden, cell = carry
        gates = jnp.concatenate([row, hidden], 1) @ kernel + bias
        enter, fresh, forget, leave = jnp.split(gates, 4, 1)
        cell = cell * jax.nn.sigmoid(forget + 1) + jax.nn.sigmoid(enter) * jnp.tanh(fresh)
        return (jnp.tanh(cell) * jax.nn.sigmoid(leave), cell), None

    zero = jnp.zeros((images.shape[0], units))
    (hidden, _), _ = lax.scan(step, (zero, zero), images.transpose(1, 0, 2))
    return cross_entropy(hidden @ w + b, labels)


def gpt(weights, tokens, targets):
    w = iter(weights)

    def norm(x):
        mean, variance = jnp.mean(x, -1, keepdims=True), jnp.var(x, -1, keepdims=True)
        return (x - mean) * lax.rsqrt(variance + 1e-5) * next(w) + next(w)

    x = next(w)[tokens] + next(w)
    batch, _, d = x.shape
    query, key, value = (
        part.reshape(batch, TIME, HEADS, d // HEADS).transpose(0, 2, 1, 3) for part in jnp.split(dense(norm(x), w), 3, 2)
    )
    scores = query @ key.transpose(0, 1, 3, 2) / (d // HEADS) ** 0.5
    scores = jnp.where(jnp.tril(jnp.ones((TIME, TIME), bool)), scores, -1e9)
    seen = (jax.nn.softmax(scores) @ value).transpose(0, 2, 1, 3).reshape(batch, TIME, d)
    x = x + dense(seen, w)
    x = x + dense(jax.nn.gelu(dense(norm(x), w), approximate=False), w)
    return cross_entropy((norm(x) @ next(w)).reshape(-1, VOCABULARY), targets.reshape(-1))


D = 128
NETWORKS = {
    "mlp": (mlp, [(784, 256), (256,), (256, 128), (128,), (128, 10), (10,)], (784,), ()),
    "cnn": (cnn, [(5, 5, 1, 8), (8,), (5, 5, 8, 16), (16,), (256, 10), (10,)], (28, 28, 1), ()),
    "mobilenet": (
        mobilenet,
        [(3, 3, 3, 16), (16,), (16,), (3, 3, 16, 1), (16,), (16,), (1, 1, 16, 32), (32,), (32,)]
        + [(3, 3, 32, 1), (32,), (32,), (1, 1, 32, 64), (64,), (64,), (64, 10), (10,)],
        (32, 32, 3),
        (),
    ),
    "lstm": (lstm, [(92, 256), (256,), (64, 10), (10,)], (28, 28), ()),
    "gpt": (
        gpt,
        [(VOCABULARY, D), (TIME, D), (D,), (D,), (D, 3 * D), (3 * D,), (D, D), (D,)]
        + [(D,), (D,), (D, 4 * D), (4 * D,), (4 * D, D), (D,), (D,), (D,), (D, VOCABULARY)],
        None,
        (TIME,),
    ),
}


def trainer(network, batch):
    """A function that trains one step with Adam and returns the loss, which is perhaps still being computed."""
    loss, shapes, image, label = NETWORKS[network]
    keys = jax.random.split(jax.random.key(7), len(shapes) + 2)
    weights = [
        jax.random.normal(key, shape) * (2 * shape[-1] / jnp.prod(jnp.array(shape))) ** 0.5 if len(shape) > 1 else jnp.full(shape, 0.1)
        for key, shape in zip(keys, shapes)
    ]
    inputs = jax.random.normal(keys[-1], (batch, *image)) if image else jax.random.randint(keys[-1], (batch, TIME), 0, VOCABULARY)
    labels = jax.random.randint(keys[-2], (batch, *label), 0, 10)

    def step(weights, means, squares, count):
        cost, gradients = jax.value_and_grad(loss)(weights, inputs, labels)
        means = [0.9 * m + 0.1 * g for m, g in zip(means, gradients)]
        squares = [0.999 * s + 0.001 * g * g for s, g in zip(squares, gradients)]
        rate = 0.001 * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        weights = [w - rate * m / (jnp.sqrt(s) + 1e-7) for w, m, s in zip(weights, means, squares)]
        return weights, means, squares, cost

    run = jax.jit(step, donate_argnums=(0, 1, 2))
    state = [weights, [jnp.zeros_like(w) for w in weights], [jnp.zeros_like(w) for w in weights]]
    count = 0

    def train():
        nonlocal count
        count += 1
        *state[:], cost = run(*state, float(count))
        return cost

    train()
    return train


trainers = {}
print(json.dumps({"devices": [str(device) for device in jax.devices()], "jax": jax.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    key = (asked["network"], asked["batch"])
    if key[0] not in NETWORKS:
        print(json.dumps({"obstacle": "not written for jax"}), flush=True)
        continue
    if key not in trainers:
        trainers[key] = trainer(*key)
    every = asked.get("every", 1)
    start = time.perf_counter()
    for step in range(1, asked["steps"] + 1):
        cost = trainers[key]()
        if step % every == 0 or step == asked["steps"]:
            float(cost)
    print(json.dumps({"ms": (time.perf_counter() - start) * 1000 / max(1, asked["steps"])}), flush=True)

"""The TPU runtime of Gradbook: a server that computes a notebook's tensors with JAX and XLA."""

VERSION = "0.1.0"

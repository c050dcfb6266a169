"""Trainings that go on without a notebook: steps, checkpoints, and what is told of them to whoever asks."""

"""Data that the server reads by itself: found, decoded, shuffled, batched and brought to the devices ahead of need."""

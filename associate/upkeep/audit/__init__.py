"""The journal under seal: sealed by the worker, verified by whoever asks."""

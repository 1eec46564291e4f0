"""``python -m benchmarks.environments``: make all environments of the peers that are not there yet."""

from __future__ import annotations

from benchmarks.environments import interpreter, names

for name in names():
    print(f"{name}: {interpreter(name)}")

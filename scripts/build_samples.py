"""Rebuild data/samples/: the small county that is committed, byte for byte the same each time."""

from __future__ import annotations

from pathlib import Path

from jingzhun.sample import write_county

TARGET = Path(__file__).parents[1] / "data" / "samples"


def main() -> None:
    """Write the demo county into data/samples/demo."""
    summary = write_county("demo", TARGET / "demo")
    print(f"{summary.directory}: {summary.households} households, {summary.doubtful} doubtful")


if __name__ == "__main__":
    main()

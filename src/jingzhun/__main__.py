"""``python -m jingzhun``."""

from jingzhun.cli import main

main()

"""Compile the Chinese catalogue of click's messages: messages.po, which people edit, into messages.mo."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).parent.parent / "src/jingzhun/locale/zh_CN/LC_MESSAGES/messages.po"


def main() -> None:
    """Write messages.mo beside messages.po."""
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source)
    with CATALOGUE.with_suffix(".mo").open("wb") as target:
        write_mo(target, catalogue)


if __name__ == "__main__":
    main()

"""Columns that the user has settled, with ``--map 车主=owner_name`` or in ``jingzhun.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind, columns_data
from jingzhun.read.columns.lexicon import header_parts, load_lexicon, normalise_header, usual_headers, whole_header

#: What stands for a field where a column is not to be read.
IGNORE = frozenset({"-", "忽略", "不用", "ignore"})
_CLOSEST = 5


@dataclass(frozen=True, slots=True)
class Settled:
    """A column that the user has settled.

    Attributes:
        header: the table's header.
        key: the header as the user wrote it.
        value: the field as the user wrote it.
    """

    header: str
    key: str
    value: str

    @property
    def is_ignored(self) -> bool:
        """Whether the column is not to be read."""
        return self.value.strip().lower() in IGNORE


def settle(headers: Sequence[str], overrides: Mapping[str, str]) -> tuple[Settled, ...]:
    """Find the columns that the user has settled.

    Args:
        headers: a table's headers.
        overrides: header → field, as the user wrote them. A header is the whole one as the table has it, or one that
            is equal to it or to its last part once both are normalised; the first of these that fits any column.

    Returns:
        The settled columns; several of one key where several columns bear that header.
    """
    found: dict[str, Settled] = {}
    for key, value in overrides.items():
        exact = [header for header in headers if header == key]
        parts = header_parts(key)
        whole = [header for header in headers if whole_header(header_parts(header)) == whole_header(parts)]
        last = [header for header in headers if header_parts(header)[-1] == normalise_header(key)]
        for header in exact or whole or last:
            found[header] = Settled(header, key, value)
    return tuple(found.values())


def field_of(name: str, kind: TableKind) -> str | None:
    """The field that a user calls ``name``: by its key, by an alias, or by any header that is known for it."""
    spec, key = load_lexicon().spec(kind), name.strip().lower()
    for field in (key, columns_data()["aliases"].get(key)):
        if field in spec.fields:
            return str(field)
    found = spec.exact(normalise_header(name))
    return None if found is None else found[0]


def check_overrides(columns: Mapping[str, str]) -> None:
    """Refuse settled columns whose field no kind of table has.

    Args:
        columns: header → field, as the user wrote them.

    Raises:
        RequestError: there is no such field; the message lists the closest ones.
    """
    kinds = [spec.kind for spec in load_lexicon().kinds]
    for header, name in columns.items():
        if name.strip().lower() in IGNORE or any(field_of(name, kind) is not None for kind in kinds):
            continue
        raise RequestError(
            f"把“{header}”指定为“{name}”, 但没有叫这个名字的字段",
            fix=f"最接近的字段: {'、'.join(_closest_fields(name))}; 不读这一列时写 {header}=忽略",
        )


def _closest_fields(name: str) -> list[str]:
    names = {
        text: f"{field}({title})"
        for spec in load_lexicon().kinds
        for field, title in usual_headers(spec.kind).items()
        for text in (field, title)
    }
    found = process.extract(name.strip(), names.keys(), scorer=fuzz.WRatio, limit=2 * _CLOSEST, processor=str.lower)
    return list(dict.fromkeys(names[text] for text, _, _ in found))[:_CLOSEST]

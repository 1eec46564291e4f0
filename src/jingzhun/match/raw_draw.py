"""Draw rows of a register before they are typed, by hash of what number and name say.

The draw depends on the cells alone: the same rows are drawn in any order of rows and cut of batches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.hashes import mix

#: The fields that matching looks at.
MATCHED_FIELDS = frozenset(
    ("name", "id_number", "birth_date", "sex", "township", "village", "address", "location", "phone")
)
#: So many rows of a register are drawn.
DRAWN_ROWS = 1024
_SOURCE = ("_file", "_sheet", "_row")
_WORD = 8


def draw_raw(batch: pa.RecordBatch, mapping: Mapping[str, str], most: int = DRAWN_ROWS) -> pa.Table:
    """The rows of a batch with the smallest hashes, one row a hash: a company's thousand cars are one draw.

    Args:
        batch: raw strings as ``read`` delivers them.
        mapping: field name → header of the batch.
        most: how many rows, if there are as many.

    Returns:
        The mapped columns that matching looks at under their field names, ``_file _sheet _row`` and the hash as
        ``_hash`` (int64), ordered by it. It can be typed (``normalise.typed``) with each field mapped to itself.
    """
    hashes = _hashes(batch, mapping)
    rows = _smallest(hashes, most)
    chosen = batch.take(pa.array(rows))
    columns = {field: _texts(chosen, header) for field, header in mapping.items() if field in MATCHED_FIELDS}
    columns |= {label: chosen.column(label) for label in _SOURCE}
    drawn = pa.table(columns | {"_hash": pa.array(hashes[rows])}, metadata=batch.schema.metadata)
    return merge_raw([drawn], most)


def _smallest(hashes: np.ndarray, most: int) -> np.ndarray:
    """Positions of the ``most`` smallest distinct hashes, and of some more; of all where they are no more."""
    count = 2 * most
    while count < len(hashes):
        rows = np.flatnonzero(hashes <= np.partition(hashes, count)[count])
        if len(np.unique(hashes[rows])) >= most:
            return rows
        count *= 4
    return np.arange(len(hashes))


def merge_raw(draws: Sequence[pa.Table], most: int = DRAWN_ROWS) -> pa.Table:
    """One draw out of the draws of several batches, each of ``most`` hashes or all that its batch has."""
    together = pa.concat_tables(draws, promote_options="default").combine_chunks()
    # Of rows with one hash those with the smaller texts; what is equal throughout may as well be either.
    texts = [label for label in together.column_names if label not in (*_SOURCE, "_hash")]
    order = pc.sort_indices(together, sort_keys=[(label, "ascending") for label in ("_hash", *sorted(texts))])
    ordered = together.take(order)
    hashes = ordered.column("_hash").to_numpy()
    first = np.flatnonzero(np.diff(hashes, prepend=hashes[:1] - 1))
    return ordered.take(pa.array(first[:most]))


def _hashes(batch: pa.RecordBatch, mapping: Mapping[str, str]) -> np.ndarray:
    """An int64 for every row, of length, beginning and end of the cells of number and name."""
    parts = [np.zeros(batch.num_rows, dtype=np.int64)]
    for field in ("id_number", "name"):
        if field in mapping:
            parts += _words(_texts(batch, mapping[field]))
    return mix(*parts)


def _texts(batch: pa.RecordBatch, header: str) -> pa.Array:
    column = batch.column(header).cast(pa.string())
    return pc.fill_null(column, "") if column.null_count else column


def _words(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last eight bytes of each text, with its length mixed into the first."""
    _, offsets, data = texts.buffers()
    if offsets is None or data is None:
        return np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts), dtype=np.int64)
    bounds = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    padding = np.zeros(_WORD, dtype=np.uint8)
    cells = np.concatenate([padding, np.frombuffer(data, dtype=np.uint8)[bounds[0] : bounds[-1]], padding])
    # A word at every byte: eight bytes each, one byte apart.
    words = np.ndarray(len(cells) - _WORD + 1, dtype="<u8", buffer=cells, strides=(1,))
    starts, ends = bounds[:-1] - bounds[0] + _WORD, bounds[1:] - bounds[0]
    length = bounds[1:] - bounds[:-1]
    beyond = (8 * (_WORD - np.minimum(length, _WORD))).astype(np.uint64)
    first, last = words[starts], words[ends]
    short = np.flatnonzero(length < _WORD)
    first[short] = np.where(length[short] > 0, first[short] << beyond[short], np.uint64(0))
    last[short] = np.where(length[short] > 0, last[short] >> beyond[short], np.uint64(0))
    return first.view(np.int64) ^ length, last.view(np.int64)

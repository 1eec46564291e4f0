"""Raw table → typed columns, by way of the parsers in ``fields/``; raw text stays beside every typed value."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields import birthdate, division, idcard, idcard_text, money, name, owners, relation
from jingzhun.fields.idcard import IdState
from jingzhun.fields.threads import side_by_side
from jingzhun.households import lists_heads, with_households
from jingzhun.kinds import TableKind, columns_data

#: The field from which a typed column comes, where it does not bear the field's name.
FIELD_OF_COLUMN = {
    "id_text": "id_number",
    "id_raw": "id_number",
    "name_raw": "name",
    "name_cell": "name",
    "birth": "birth_date",
    "birth_stated": "birth_date",
    "birth_partial": "birth_date",
    "sex_stated": "sex",
    "relation_raw": "relation",
    "house": "address",
}
#: Metadata of a batch that is part of a larger one: how many sound numbers without X the rest holds, of which
#: nothing is known but that (``match.screen``).
LEFT_OUT = "numbers_left_out"
_SOURCE = ("_file", "_sheet", "_row")
_SEX_BY_TEXT = {"男": 1, "男性": 1, "1": 1, "女": 2, "女性": 2, "2": 2}
_SEX_TEXTS = np.array(["", "男", "女"], dtype=object)


def typed(batch: pa.Table | pa.RecordBatch, mapping: Mapping[str, str], kind: TableKind) -> pa.Table:
    """Type the columns of one raw batch.

    Args:
        batch: raw strings, one column a header plus ``_file _sheet _row``.
        mapping: field name → header of the batch.
        kind: what the table is.

    Returns:
        One row a person (a register row with several owners becomes several), with the texts of all mapped fields
        and the typed columns that docs/development/architecture.md lists.
    """
    columns = {label: batch.column(label) for label in _SOURCE}
    for field, header in mapping.items():
        columns[field] = pc.fill_null(batch.column(header).cast(pa.string()), "")
    for needed in ("name", "id_number"):
        columns.setdefault(needed, pa.array([""] * batch.num_rows, type=pa.string()))
    if kind == TableKind.ROLL and lists_heads(mapping):
        columns["relation"] = pa.array(["户主"] * batch.num_rows, type=pa.string())
        columns.pop("household_size", None)  # of persons, most of whom such a roll does not list
    table = pa.table(columns, metadata=batch.schema.metadata).combine_chunks()
    table = _one_row_an_owner(table, splits=kind != TableKind.ROLL)
    numbers, people = partial(_number_columns, table), partial(_person_columns, table, kind)
    # The batches of a register have all processors; a roll comes alone.
    parsed = side_by_side(people, numbers) if kind == TableKind.ROLL else (people(), numbers())
    for label, values in (*parsed[1].items(), *parsed[0].items(), *_money_columns(table, mapping, kind).items()):
        table = _set(table, label, values)
    return _with_known(table).replace_schema_metadata(None)


def _set(table: pa.Table, label: str, values: pa.Array) -> pa.Table:
    place = table.schema.get_field_index(label)
    return table.append_column(label, values) if place < 0 else table.set_column(place, label, values)


def _text(table: pa.Table, field: str) -> pa.Array:
    if field not in table.column_names:
        return pa.array([""], type=pa.string()).take(pa.array(np.zeros(table.num_rows, dtype=np.int64)))
    return table.column(field).combine_chunks()


def _one_row_an_owner(table: pa.Table, *, splits: bool) -> pa.Table:
    """Make several rows of one whose cells hold several people (张三、李四); each remembers its cells.

    ``name_cell`` holds the whole cell of the name, as ``id_number`` does that of the number.
    """
    names, numbers = table.column("name").combine_chunks(), table.column("id_number").combine_chunks()
    for label in ("name_raw", "name_cell"):
        table = table.append_column(label, names)
    table = table.append_column("id_raw", numbers)
    several = owners.list_several(names, numbers) if splits else np.zeros(table.num_rows, dtype=bool)
    first = pa.array(np.zeros(table.num_rows, dtype=np.int16))
    if not several.any():
        return table.append_column("owner", first)
    joint, alone = np.flatnonzero(several), np.flatnonzero(~several)
    people = owners.split(names.take(pa.array(joint)), numbers.take(pa.array(joint)))
    split = table.take(pa.array(joint[people.row]))
    for label, values in (("name", people.names), ("name_raw", people.names), ("id_raw", people.numbers)):
        split = _set(split, label, values)
    split = split.append_column("owner", pa.array(people.place))
    single = table.take(pa.array(alone)).append_column("owner", first.take(pa.array(alone)))
    order = np.argsort(np.concatenate([alone, joint[people.row]]), kind="stable")
    return pa.concat_tables([single, split]).take(pa.array(order)).combine_chunks()


def _number_columns(table: pa.Table) -> dict[str, pa.Array]:
    left_out = int((table.schema.metadata or {}).get(LEFT_OUT.encode(), b"0"))
    numbers = idcard.parse_column(table.column("id_raw"), left_out)
    return {
        "id_text": numbers.text,
        "id_state": pa.array(numbers.state),
        "id_digits": pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(18), len(numbers.state), [None, pa.py_buffer(np.ascontiguousarray(numbers.digits))]
        ),
        "id_value": pa.array(numbers.value),
        "id_birth": pa.array(numbers.birth),
        "id_sex": pa.array(numbers.sex),
        "id_check": pa.array(numbers.check),
        "id_expected_check": pa.array(numbers.expected_check),
    }


def _person_columns(table: pa.Table, kind: TableKind) -> dict[str, pa.Array]:
    columns = {"name": name.parse_column(table.column("name"))}
    columns["name_note"] = name.notes_column(table.column("name_raw"))
    partial = birthdate.parse_partial_column(_text(table, "birth_date"), epoch_1904=_counts_from_1904(table))
    columns["birth_partial"] = pa.array(partial)
    columns["birth_stated"] = pa.array(np.where(partial % 100 > 0, partial, 0).astype(np.int32))
    columns["sex_raw"] = _text(table, "sex")
    columns["sex_stated"] = pa.array(_sex_codes(columns["sex_raw"]))
    columns |= place_columns(table, kind)
    return columns


def place_columns(table: pa.Table | pa.RecordBatch, kind: TableKind) -> dict[str, pa.Array]:
    """``township village house`` of rows, and the texts of the columns that state the first two.

    Args:
        table: the mapped columns under their field names.
        kind: what the table is.
    """
    township, village, house = division.parse_column(_text(table, kind.place_field))
    columns = {"house": house}
    for field, cores, derived in (
        ("township", division.township_cores, township),
        ("village", division.village_cores, village),
    ):
        columns[f"{field}_raw"] = _text(table, field)
        stated = cores(columns[f"{field}_raw"])
        columns[field] = pc.if_else(pc.equal(stated, ""), derived, stated)
    return columns


def _counts_from_1904(table: pa.Table) -> bool:
    """Whether the rows come from a workbook that counts days from 1904, as ``read`` writes beside its batches."""
    return (table.schema.metadata or {}).get(b"date1904") == b"1"


def _money_columns(table: pa.Table, mapping: Mapping[str, str], kind: TableKind) -> dict[str, pa.Array]:
    """Amounts in 分 of the fields that data/columns.toml calls money.

    A header such as 金额(万元) says the unit; where it says none, the line above it that ``read`` writes beside its
    batches.
    """
    above = money.unit_of_header((table.schema.metadata or {}).get(b"money_unit", b"").decode())
    fields = columns_data()["kinds"][kind.value].get("money", ())
    return {
        f"{field}_fen": money.parse_column(table.column(field), unit=money.unit_of_header(mapping[field]) or above or 1)
        for field in fields
        if field in mapping
    }


def _sex_codes(texts: pa.Array) -> np.ndarray:
    encoded = texts.dictionary_encode()
    codes = np.array([_SEX_BY_TEXT.get(str(text).strip(), 0) for text in encoded.dictionary], dtype=np.int8)
    if not len(codes):
        return np.zeros(len(texts), dtype=np.int8)
    result: np.ndarray = codes[encoded.indices.to_numpy(zero_copy_only=False)]
    return result


def _with_known(table: pa.Table) -> pa.Table:
    """Add ``birth`` and ``sex``: the day of a sound number before the stated one, the stated sex before its digit."""
    state, by_number = table.column("id_state").to_numpy(), table.column("id_birth").to_numpy()
    stated = table.column("birth_stated").to_numpy()
    sound = np.isin(state, (IdState.VALID, IdState.UPGRADED)) & (by_number > 0)
    table = _set(table, "birth", pa.array(np.where(sound | (stated == 0), by_number, stated)))
    # The digit of a faulty number may be the fault itself; a masked number shows it as it is.
    trusted = ~np.isin(state, (IdState.CHECK_WRONG, IdState.DATE_IMPOSSIBLE))
    sex_stated = table.column("sex_stated").to_numpy()
    sex_by_number = np.where(trusted, table.column("id_sex").to_numpy(), 0)
    return _set(table, "sex", pa.array(np.where(sex_stated > 0, sex_stated, sex_by_number)))


def members_frame(roll: pa.Table) -> pd.DataFrame:
    """The roll as a frame for rules, judge and reports; its columns are listed in architecture.md.

    Args:
        roll: typed rows of all roll tables, in the order of the files.

    Returns:
        One row a member in the same order, RangeIndex; text columns hold ``""`` where empty.
    """
    frame = roll.drop_columns(["id_digits", "id_check", "id_expected_check"]).to_pandas()
    frame = frame.rename(columns={"relation": "relation_raw"})
    for text in ("household_id", "relation_raw", "household_size"):
        if text not in frame:
            frame[text] = ""
    frame["relation"] = relation.parse_column(pa.array(frame["relation_raw"], type=pa.string())).to_pandas()
    frame["household_size"] = pd.to_numeric(frame["household_size"], errors="coerce").astype("float64")
    frame["id_state"] = np.array([state.key for state in IdState], dtype=object)[frame["id_state"].to_numpy()]
    frame["id_digits"] = roll.column("id_digits").cast(pa.binary()).cast(pa.string()).to_pandas()
    for label in ("id_check", "id_expected_check"):
        codes = roll.column(label).to_numpy()
        frame[label] = np.where(codes == ord("?"), "", codes.astype("uint32").view("U1").astype(object))
    rounded = frame["id_state"].isin([IdState.ROUNDED.key, IdState.ROUNDED_FLOAT.key])
    shown = frame["id_text"].where(~rounded, frame["id_digits"])  # not 3.50699E+17, but the digits that are known
    frame["id_masked"] = idcard_text.masked(pa.array(shown, type=pa.string())).to_pandas()
    frame["birth_partial"] = birthdate.to_texts(frame["birth_partial"].to_numpy()).to_pandas()
    for label in ("birth", "id_birth", "birth_stated"):
        frame[label] = birthdate.to_datetime(frame[label].to_numpy())
    for label in ("sex", "id_sex", "sex_stated"):
        frame[label] = _SEX_TEXTS[frame[label].to_numpy()]
    return with_households(frame)

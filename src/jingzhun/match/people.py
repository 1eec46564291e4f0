"""The columns of a typed table that matching looks at, as NumPy arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.hashes import column_hashes, mix
from jingzhun.fields.idcard import COMPLETE_STATES, IdState
from jingzhun.fields.idcard_floats import are_doubles
from jingzhun.fields.name_codes import NameCodes
from jingzhun.fields.name_traces import usual_traces

UNKNOWN_DIGIT = ord("?")
#: A telephone number has at least so many digits.
_SHORTEST_PHONE = 7
# By state: whether the body is all there, and whether the number is without a fault.
_IS_COMPLETE = np.isin(np.array(list(IdState)), COMPLETE_STATES)
_IS_FAULTLESS = np.isin(np.array(list(IdState)), (IdState.VALID, IdState.UPGRADED))


@dataclass(frozen=True)
class People:
    """One side of the comparison; every array has one entry a person unless it says otherwise.

    Attributes:
        digits: (people, 18) ASCII codes, ``?`` unknown.
        value: number as int64, -1 unknown (``fields.idcard.IdColumn.value``).
        odd_text: number texts of 17 or 19 characters (one digit lost or added), ``""`` elsewhere.
        birth: yyyymmdd, 0 unknown; ``birth_stated`` the same from a column of its own.
        names: the distinct names; ``name_index`` says which is whose, ``name_sound`` how the whole sounds.
        township, village, house: hashes of the core names and of the house number, 0 unknown.
        village_inside: hash of township and village together, 0 where either is unknown.
        addresses: the distinct addresses as written, ``address_index`` says which is whose.
        phone: the last eleven digits of a telephone number, 0 where there are fewer than seven.
        birth_partial: the stated birth date as far as it goes (19520300), 0 unknown.
        contested: whether somebody of another name on the same side has the number too (``shared_values``).
    """

    digits: np.ndarray
    state: np.ndarray
    value: np.ndarray
    odd_text: pa.Array
    birth: np.ndarray
    birth_stated: np.ndarray
    sex: np.ndarray
    names: NameCodes
    distinct_names: pa.Array
    name_index: np.ndarray
    name_sound: np.ndarray
    township: np.ndarray
    village: np.ndarray
    village_inside: np.ndarray
    house: np.ndarray
    addresses: pa.Array
    address_index: np.ndarray
    phone: np.ndarray
    birth_partial: np.ndarray
    contested: np.ndarray

    def __len__(self) -> int:
        return len(self.state)

    @cached_property
    def complete(self) -> np.ndarray:
        """Whether all 17 digits of the body are there, right or wrong."""
        complete: np.ndarray = _IS_COMPLETE[self.state]
        return complete

    @cached_property
    def faultless(self) -> np.ndarray:
        """Whether the number is complete and without a fault."""
        faultless: np.ndarray = _IS_FAULTLESS[self.state]
        return faultless

    @cached_property
    def sound(self) -> np.ndarray:
        """Whether the number identifies the person: it is without a fault, and nobody else has it too."""
        sound: np.ndarray = self.faultless & ~self.contested
        return sound

    @cached_property
    def rounded_like(self) -> np.ndarray:
        """Whether a whole number ends as Excel ends those it rounds; one rounded number in eleven passes the check."""
        cut_off: np.ndarray = self.complete & (self.value % 1000 == 0) & (self.digits[:, 17] == ord("0"))
        return cut_off

    @cached_property
    def float_like(self) -> np.ndarray:
        """Whether the number may have passed through a float column.

        Printed as an integer it looks whole, but is a double; one in eleven even passes the check.
        """
        printed = self.complete & are_doubles(self.value) & (self.digits[:, 17] != ord("X"))
        kept: np.ndarray = printed | (self.state == IdState.ROUNDED_FLOAT)
        return kept


def people_of(typed: pa.Table) -> People:
    """Arrays of a typed table (``normalise.typed``); everything depends on the row alone, not on its batch."""
    number = typed.column("id_digits").combine_chunks()
    digits = np.frombuffer(number.buffers()[1], dtype=np.uint8)[number.offset * 18 :][: len(number) * 18]
    state = typed.column("id_state").to_numpy()
    text = typed.column("id_text").combine_chunks()
    odd = (state == IdState.LENGTH_WRONG) & np.isin(pc.utf8_length(text).to_numpy(zero_copy_only=False), (17, 19))
    encoded = typed.column("name").combine_chunks().dictionary_encode()
    addresses = _texts(typed, "address", "location").dictionary_encode()
    township, village = column_hashes(typed.column("township")), column_hashes(typed.column("village"))
    return People(
        digits=digits.reshape(-1, 18),
        state=state,
        value=typed.column("id_value").to_numpy(),
        odd_text=pc.if_else(pa.array(odd), text, ""),
        birth=typed.column("birth").to_numpy(),
        birth_stated=typed.column("birth_stated").to_numpy(),
        sex=typed.column("sex").to_numpy(),
        names=NameCodes(encoded.dictionary),
        distinct_names=encoded.dictionary,
        name_index=encoded.indices.to_numpy(zero_copy_only=False),
        name_sound=usual_traces(encoded.dictionary).whole[encoded.indices.to_numpy(zero_copy_only=False)],
        township=township,
        village=village,
        village_inside=np.where((township != 0) & (village != 0), mix(township, village), 0),
        house=column_hashes(typed.column("house")),
        addresses=addresses.dictionary,
        address_index=addresses.indices.to_numpy(zero_copy_only=False),
        phone=_phones(typed),
        birth_partial=typed.column("birth_partial").to_numpy(),
        contested=np.zeros(len(state), dtype=bool),
    )


def _texts(typed: pa.Table, *fields: str) -> pa.Array:
    """The first of these fields that the table has; empty texts where it has none."""
    for field in fields:
        if field in typed.column_names:
            return typed.column(field).combine_chunks()
    return pa.array([""], type=pa.string()).take(pa.array(np.zeros(len(typed), dtype=np.int64)))


def _phones(typed: pa.Table) -> np.ndarray:
    encoded = _texts(typed, "phone").dictionary_encode()
    digits = pc.replace_substring_regex(encoded.dictionary, pattern="[^0-9]", replacement="")
    digits = pc.if_else(pc.less(pc.utf8_length(digits), _SHORTEST_PHONE), "0", digits)
    numbers = pc.utf8_slice_codeunits(digits, start=-11).cast(pa.int64()).to_numpy(zero_copy_only=False)
    phones: np.ndarray = numbers[encoded.indices.to_numpy(zero_copy_only=False)]
    return phones

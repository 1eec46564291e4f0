"""Which document a number comes from, where its form tells: identity card, permit, passport, disability card.

Residence permits for people from Hong Kong (810000), Macao (820000) and Taiwan (830000) and, since 2023, permanent
residence permits of foreigners (they begin with 9) have 18 digits and the check digit of GB 11643-1999: they are
sound numbers like any other. The other documents have forms of their own, and nothing in them can be checked.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.idcard_text import matches


class DocumentKind(IntEnum):
    """The document that a number is of; the order carries no meaning."""

    UNTOLD = 0
    RESIDENT = 1
    DISABILITY_CARD = 2
    HONG_KONG_RESIDENCE = 3
    MACAO_RESIDENCE = 4
    TAIWAN_RESIDENCE = 5
    FOREIGN_RESIDENCE = 6
    HONG_KONG_MACAO_PERMIT = 7
    TAIWAN_PERMIT = 8
    HONG_KONG_IDENTITY_CARD = 9
    PASSPORT = 10
    MILITARY = 11

    @property
    def words(self) -> str:
        """The document as officials call it."""
        return _WORDS[self]


_WORDS = {
    DocumentKind.UNTOLD: "其他证件",
    DocumentKind.RESIDENT: "居民身份证",
    DocumentKind.DISABILITY_CARD: "残疾人证",
    DocumentKind.HONG_KONG_RESIDENCE: "港澳台居民居住证(香港)",
    DocumentKind.MACAO_RESIDENCE: "港澳台居民居住证(澳门)",
    DocumentKind.TAIWAN_RESIDENCE: "港澳台居民居住证(台湾)",
    DocumentKind.FOREIGN_RESIDENCE: "外国人永久居留身份证",
    DocumentKind.HONG_KONG_MACAO_PERMIT: "港澳居民来往内地通行证",
    DocumentKind.TAIWAN_PERMIT: "台湾居民来往大陆通行证",
    DocumentKind.HONG_KONG_IDENTITY_CARD: "香港居民身份证",
    DocumentKind.PASSPORT: "护照",
    DocumentKind.MILITARY: "军人证件",
}
_WHOLE = "[0-9]{16}[0-9X]$"
# A number of 8 digits that begins like a year is a date rather than a permit.
_TAIWAN = r"^(?:[03-9][0-9]{7}|1[0-8][0-9]{6}|2[1-9][0-9]{6}|[0-9]{10}\(?[A-Z]\)?)$"
# In cleaned texts, that is without spaces and dashes and in capitals.
_FORMS = (
    (DocumentKind.RESIDENT, "^[1-7]" + _WHOLE),
    (DocumentKind.RESIDENT, "^[1-7][0-9]{14}$"),
    (DocumentKind.HONG_KONG_RESIDENCE, "^810000[0-9]{11}[0-9X]$"),
    (DocumentKind.MACAO_RESIDENCE, "^820000[0-9]{11}[0-9X]$"),
    (DocumentKind.TAIWAN_RESIDENCE, "^830000[0-9]{11}[0-9X]$"),
    (DocumentKind.FOREIGN_RESIDENCE, "^9[0-9]{16}[0-9X]$|^[A-Z]{3}[0-9]{12}$"),
    (DocumentKind.DISABILITY_CARD, "^[0-9]{17}[0-9X][1-7][1-4](?:B[0-9])?$"),
    (DocumentKind.HONG_KONG_MACAO_PERMIT, "^[HM](?:[0-9]{8}|[0-9]{10})$"),
    (DocumentKind.TAIWAN_PERMIT, _TAIWAN),
    (DocumentKind.HONG_KONG_IDENTITY_CARD, r"^[A-Z]{1,2}[0-9]{6}\([0-9A]\)$"),
    (DocumentKind.PASSPORT, "^[EGPSD][0-9]{8}$|^[EPSD][A-Z][0-9]{7}$"),
    (DocumentKind.MILITARY, "^[^0-9]{1,4}字第?[0-9]{4,10}号?$"),
)
#: Texts that are the number of a document without the check digit of a resident's number.
OTHER_DOCUMENTS = "|".join(
    (r"^[A-Z]{1,3}[0-9]{6,12}$", *(form for kind, form in _FORMS if kind >= DocumentKind.HONG_KONG_MACAO_PERMIT))
)


def document_kinds(numbers: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """The document of each cleaned number (``id_text``), by its form alone; int8 of ``DocumentKind``.

    Passports and permits of one letter and eight digits look alike; the letters in use decide.
    """
    if isinstance(numbers, pa.ChunkedArray):
        numbers = numbers.combine_chunks()
    text = pc.fill_null(numbers, "")
    kinds = np.full(len(text), DocumentKind.UNTOLD, dtype=np.int8)
    for kind, form in _FORMS:
        kinds[(kinds == DocumentKind.UNTOLD) & matches(text, form)] = kind
    return kinds

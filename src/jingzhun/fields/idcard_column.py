"""What a whole column of identity numbers says of itself: damage that no single number shows.

One sound number in eleven ends in X (GB 11643-1999). A column of numbers in which hardly any does has been kept as
numbers, or its X rows were lost on the way. Counts of batches add up, so that a register need not be held whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass

import numpy as np
import pyarrow as pa

from jingzhun.fields.idcard import COMPLETE_STATES, IdColumn, IdState
from jingzhun.fields.idcard_floats import UNKNOWN

#: A column of fewer numbers than this may lack X by chance (at 200 that happens once in 190 million columns).
FEWEST_NUMBERS = 200
# A tenth of the X that are due: at 200 numbers one of eighteen.
_FEWEST_SHARE_OF_X = 1 / 110
_FEWEST_WRONG, _SHARE_OF_WRONG = 20, 0.5
# A few such numbers are slips of a clerk, told one by one; from here on the column itself was kept so.
_FEWEST_KEPT_AS_NUMBERS, _SHARE_KEPT_AS_NUMBERS = 20, 0.02


@dataclass(frozen=True, slots=True)
class NumberTally:
    """Counts over a column of identity numbers; ``add`` joins those of two batches.

    Attributes:
        rows: cells, of which ``written`` hold anything.
        numbers: numbers of 18 digits, whole or damaged by a spreadsheet, that could end in X; ``ending_x`` do.
        complete: numbers with all 17 digits of the body; ``check_wrong`` of them fail the check digit.
        rounded: numbers of which Excel or a narrow column kept 15 digits or fewer.
        rounded_float: numbers that went through a float column.
        masked: numbers with asterisks.
    """

    rows: int = 0
    written: int = 0
    numbers: int = 0
    ending_x: int = 0
    complete: int = 0
    check_wrong: int = 0
    rounded: int = 0
    rounded_float: int = 0
    masked: int = 0

    @classmethod
    def of(cls, column: IdColumn) -> NumberTally:
        """Count one column as ``idcard.parse_column`` gives it."""
        return cls._count(column.state, column.check)

    @classmethod
    def of_typed(cls, table: pa.Table) -> NumberTally:
        """Count one typed table (``normalise.typed``), by its columns ``id_state`` and ``id_check``."""
        return cls._count(table.column("id_state").to_numpy(), table.column("id_check").to_numpy())

    @classmethod
    def _count(cls, state: np.ndarray, check: np.ndarray) -> NumberTally:
        by_state = np.bincount(state, minlength=len(IdState))
        number = {one: int(by_state[one]) for one in IdState}
        # The last character of an old number was computed, and that of a mask may be masked too.
        shows_end = (check != UNKNOWN) & ~np.isin(state, (IdState.UPGRADED, IdState.PLACEHOLDER, IdState.ROUNDED))
        shows_end &= state != IdState.ROUNDED_FLOAT
        rounded, rounded_float = number[IdState.ROUNDED], number[IdState.ROUNDED_FLOAT]
        return cls(
            rows=len(state),
            written=len(state) - number[IdState.MISSING],
            numbers=int(shows_end.sum()) + rounded + rounded_float,
            ending_x=int((shows_end & (check == ord("X"))).sum()),
            complete=sum(number[one] for one in COMPLETE_STATES),
            check_wrong=number[IdState.CHECK_WRONG],
            rounded=rounded,
            rounded_float=rounded_float,
            masked=number[IdState.MASKED],
        )

    @property
    def usable(self) -> int:
        """Numbers of which anything is known that could tell people apart."""
        return self.complete + self.rounded + self.rounded_float + self.masked

    def add(self, other: NumberTally) -> NumberTally:
        """The counts of both together."""
        return NumberTally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def warnings(self) -> tuple[str, ...]:
        """What a person must know of the column, in Chinese; nothing where it looks as numbers should."""
        said = (ask(self) for ask in _QUESTIONS)
        return tuple(words for words in said if words)


def _nothing_written(tally: NumberTally) -> str:
    if not tally.rows or tally.written:
        return ""
    return f"证件号码列 {tally.rows} 行全部空着, 只能靠姓名和住址比对"


def _few_end_in_x(tally: NumberTally) -> str:
    if tally.numbers < FEWEST_NUMBERS or tally.ending_x > _FEWEST_SHARE_OF_X * tally.numbers:
        return ""
    found = "没有一个以 X 结尾" if not tally.ending_x else f"只有 {tally.ending_x} 个以 X 结尾"
    return (
        f"证件号码列 {tally.numbers} 个号码中{found} (正常约有 {tally.numbers // 11} 个): "
        "该列多半被当作数值保存过, 号码已损坏或 X 结尾的已丢失, 请向提供单位要文本格式的原表"
    )


def _kept_as_numbers(tally: NumberTally) -> str:
    parts = [
        f"{tally.rounded} 个只留下前 15 位或更少 (表格软件)" if tally.rounded else "",
        f"{tally.rounded_float} 个末几位不可信 (数据库浮点列)" if tally.rounded_float else "",
    ]
    if tally.rounded + tally.rounded_float < max(_FEWEST_KEPT_AS_NUMBERS, _SHARE_KEPT_AS_NUMBERS * tally.written):
        return ""
    return f"证件号码列有号码被当作数值保存: {', '.join(part for part in parts if part)}; 这些号码只能作“疑似”比对"


def _many_fail_the_check(tally: NumberTally) -> str:
    if tally.check_wrong < _FEWEST_WRONG or tally.check_wrong < _SHARE_OF_WRONG * tally.complete:
        return ""
    return (
        f"证件号码列 {tally.complete} 个完整号码中有 {tally.check_wrong} 个校验位不符: "
        "该列多半已损坏, 或者不是身份证号码, 请核对是否选对了列"
    )


_QUESTIONS: tuple[Callable[[NumberTally], str], ...] = (
    _nothing_written,
    _few_end_in_x,
    _kept_as_numbers,
    _many_fail_the_check,
)

"""What a damaged number may have been: all that one slip of the pen away satisfies the check digit.

GB 11643 asks that the sum of weight × digit over all 18 places is 1 modulo 11. So for each place just one
digit can mend a wrong number, and a lost digit has just one value for each place where it may have stood.
A damaged number then meets a sound one by equality of keys instead of by comparing all with all.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.birthdate import real_dates
from jingzhun.fields.idcard import WEIGHTS, IdState, check_digits, parse_column
from jingzhun.fields.idcard_text import characters, clean

#: Rows of numbers and the body (17 digits as int64) that each may have had, one entry a body.
Repaired = tuple[np.ndarray, np.ndarray]

_WEIGHTS = np.append(WEIGHTS, 1)
_INVERSES = np.array([pow(int(weight), -1, 11) for weight in _WEIGHTS], dtype=np.int64)
_POWERS = 10 ** np.arange(16, -1, -1, dtype=np.int64)
_AT_ONCE = 1 << 12
# Which character stands where: one more, of 17 and an unknown one; one less, of 19.
_ONE_MORE = np.array([[*range(one), 17, *range(one, 17)] for one in range(18)])
_ONE_LESS = np.array([[*range(one), *range(one + 1, 19)] for one in range(19)])


def candidates(text: str) -> tuple[str, ...]:
    """The sound numbers from which one slip of the pen makes this text, in ascending order.

    Args:
        text: a number with one digit lost or added, one wrong digit, or two neighbours swapped.

    Returns:
        Numbers of 18 characters with a real birth date and the right check digit; none where the text is sound or
        damaged otherwise.
    """
    cleaned = clean(pa.array([text], type=pa.string()))
    column = parse_column(cleaned)
    state = IdState(int(column.state[0]))
    if state is IdState.LENGTH_WRONG:
        _, bodies = one_lost_or_added(cleaned)
    elif state in (IdState.CHECK_WRONG, IdState.DATE_IMPOSSIBLE):
        _, bodies = one_wrong_or_swapped(column.digits)
    else:
        return ()
    bodies = np.unique(bodies)
    checks = ("X" if check == 10 else str(check) for check in check_digits(bodies).tolist())
    return tuple(f"{body:017d}{check}" for body, check in zip(bodies.tolist(), checks, strict=True))


def _values(codes: np.ndarray) -> np.ndarray:
    """Digit values of ASCII codes; X is 10."""
    return np.where(codes == ord("X"), 10, codes.astype(np.int64) - ord("0"))


def one_wrong_or_swapped(codes: np.ndarray) -> Repaired:
    """Bodies that differ from a complete number with a wrong check by one digit or by two neighbours swapped.

    Args:
        codes: (numbers, 18) ASCII codes of digits, the last perhaps X.

    Returns:
        Row of ``codes`` and body (17 digits as int64) of every candidate.
    """
    return _in_pieces(_one_wrong_or_swapped, _values(codes))


def _one_wrong_or_swapped(digits: np.ndarray) -> Repaired:
    missing = ((1 - digits @ _WEIGHTS) % 11)[:, None]
    bodies = (digits[:, :17] @ _POWERS)[:, None]
    right = (digits + missing * _INVERSES) % 11
    # A wrong check digit leaves the body as it is; a neighbour of the body that is X cannot change places with it.
    change = np.append((right - digits)[:, :17] * _POWERS, np.zeros_like(bodies), axis=1)
    step = np.diff(digits, axis=1)
    swapped = (missing != 0) & ((_WEIGHTS[:17] - _WEIGHTS[1:]) * step % 11 == missing)
    swapped[:, 16] &= digits[:, 17] <= 9
    found = [
        _born(rows, bodies[rows, 0] + changes[rows, places])
        for changes, (rows, places) in (
            (change, np.nonzero((right <= 9) | (np.arange(18) == 17))),
            (step * (_POWERS - np.append(_POWERS[1:], 0)), np.nonzero(swapped)),
        )
    ]
    rows, repaired = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return rows, repaired


def one_lost_or_added(texts: pa.Array) -> Repaired:
    """Bodies that differ from a text of 17 or 19 characters by one digit lost or added.

    Args:
        texts: cleaned number texts; those of other lengths are passed over.

    Returns:
        Position in ``texts`` and body (17 digits as int64) of every candidate.
    """
    length = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
    rows: list[np.ndarray] = [np.zeros(0, dtype=np.int64)]
    bodies: list[np.ndarray] = [np.zeros(0, dtype=np.int64)]
    for width, repaired in ((17, _one_digit_more), (19, _one_digit_less)):
        places = np.flatnonzero(length == width)
        if len(places):
            digits = _values(characters(texts.take(pa.array(places)), width))
            found, body = _in_pieces(repaired, digits)
            rows.append(places[found])
            bodies.append(body)
    return np.concatenate(rows), np.concatenate(bodies)


def _one_digit_more(digits: np.ndarray) -> Repaired:
    """Of seventeen characters, with one digit put in at each place: the one that satisfies the check."""
    places = np.arange(18)
    whole = np.insert(digits, 17, 0, axis=1)[:, _ONE_MORE]
    whole[:, places, places] = (1 - whole @ _WEIGHTS) % 11 * _INVERSES % 11
    return _sound(whole)


def _one_digit_less(digits: np.ndarray) -> Repaired:
    """Of nineteen characters, without one of them."""
    return _sound(digits[:, _ONE_LESS])


def _in_pieces(repaired: Callable[[np.ndarray], Repaired], digits: np.ndarray) -> Repaired:
    """Apply ``repaired`` to a few numbers at a time, for each of them may have been many others."""
    starts = range(0, max(1, len(digits)), _AT_ONCE)
    found = [repaired(digits[start : start + _AT_ONCE]) for start in starts]
    rows = [row + start for start, (row, _) in zip(starts, found, strict=True)]
    return np.concatenate(rows), np.concatenate([bodies for _, bodies in found])


def _sound(whole: np.ndarray) -> Repaired:
    """Row and body of the numbers that are right, out of all that some may have been, (numbers, ways, 18) values."""
    rows, ways = np.nonzero((whole @ _WEIGHTS % 11 == 1) & (whole[:, :, :17] <= 9).all(axis=2))
    return _born(rows, whole[rows, ways, :17] @ _POWERS)


def _born(rows: np.ndarray, bodies: np.ndarray) -> Repaired:
    """Those of the bodies that hold a real birth date, with their rows."""
    real = real_dates(bodies // 1000 % 10**8) > 0
    return rows[real], bodies[real]

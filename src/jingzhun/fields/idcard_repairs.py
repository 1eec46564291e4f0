"""What a damaged number may have been: all that one slip of the pen away satisfies the check digit.

GB 11643 asks that the sum of weight × digit over all 18 places is 1 modulo 11. So for each place just one
digit can mend a wrong number, and a lost digit has just one value for each place where it may have stood.
A damaged number then meets a sound one by equality of keys instead of by comparing all with all.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.birthdate import real_dates
from jingzhun.fields.idcard import WEIGHTS, IdState, check_digits, parse_column
from jingzhun.fields.idcard_text import clean

_WEIGHTS = np.append(WEIGHTS, 1)
_INVERSES = np.array([pow(int(weight), -1, 11) for weight in _WEIGHTS], dtype=np.int64)
_POWERS = 10 ** np.arange(16, -1, -1, dtype=np.int64)


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


def _kept(rows: np.ndarray, digits: np.ndarray, allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and bodies of the candidates that are digits throughout and hold a real birth date."""
    rows, digits = rows[allowed], digits[allowed]
    plain = (digits[:, :17] <= 9).all(axis=1)
    rows, digits = rows[plain], digits[plain]
    bodies = digits[:, :17] @ _POWERS
    real = real_dates(bodies // 1000 % 10**8) > 0
    return rows[real], bodies[real]


def one_wrong_or_swapped(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bodies that differ from a complete number with a wrong check by one digit or by two neighbours swapped.

    Args:
        codes: (numbers, 18) ASCII codes without unknown digits.

    Returns:
        Row of ``codes`` and body (17 digits as int64) of every candidate.
    """
    digits = _values(codes)
    missing = (1 - digits @ _WEIGHTS) % 11
    rows: list[np.ndarray] = []
    bodies: list[np.ndarray] = []
    everyone = np.arange(len(digits))
    for place in range(18):
        changed = digits.copy()
        changed[:, place] = (digits[:, place] + missing * _INVERSES[place]) % 11
        allowed = (changed[:, place] <= 9) | (place == 17)
        kept_rows, kept_bodies = _kept(everyone, changed, allowed)
        rows.append(kept_rows)
        bodies.append(kept_bodies)
    for place in range(17):
        gain = (_WEIGHTS[place] - _WEIGHTS[place + 1]) * (digits[:, place + 1] - digits[:, place]) % 11
        changed = digits.copy()
        changed[:, [place, place + 1]] = digits[:, [place + 1, place]]
        kept_rows, kept_bodies = _kept(everyone, changed, (gain == missing) & (missing != 0))
        rows.append(kept_rows)
        bodies.append(kept_bodies)
    return np.concatenate(rows), np.concatenate(bodies)


def one_lost_or_added(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Bodies that differ from a text of 17 or 19 characters by one digit lost or added.

    Args:
        texts: cleaned number texts; those of other lengths are passed over.

    Returns:
        Position in ``texts`` and body (17 digits as int64) of every candidate.
    """
    length = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
    rows: list[np.ndarray] = []
    bodies: list[np.ndarray] = []
    for width in (17, 19):
        places = np.flatnonzero(length == width)
        if not len(places):
            continue
        joined = "".join(texts.take(pa.array(places)).to_pylist()).encode("ascii")
        digits = _values(np.frombuffer(joined, dtype=np.uint8).reshape(-1, width))
        for place in range(18 if width == 17 else 19):
            whole = _with_digit(digits, place) if width == 17 else np.delete(digits, place, axis=1)
            sound = (whole @ _WEIGHTS) % 11 == 1
            kept_rows, kept_bodies = _kept(places, whole, sound)
            rows.append(kept_rows)
            bodies.append(kept_bodies)
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate(rows), np.concatenate(bodies)


def _with_digit(digits: np.ndarray, place: int) -> np.ndarray:
    """Seventeen characters with the one digit put in at ``place`` that satisfies the check."""
    whole = np.insert(digits, place, 0, axis=1)
    whole[:, place] = (1 - whole @ _WEIGHTS) % 11 * _INVERSES[place] % 11
    return whole

"""Feed mutated real files to the readers for as long as asked, and keep every one that they do not take well.

``make fuzz``, or ``PYTHONPATH=tests python tests/read/fuzz_readers.py --minutes 60 --seed 1 --keep DIRECTORY``.

A file is taken well when it ends, within the time limit, either in tables whose accounts balance or in an
``UnreadableFileError``. Everything else is a finding: it is kept with what happened, and belongs into
tests/read/findings/, where a test reads all of them again.
"""

from __future__ import annotations

import io
import random
import signal
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path
from types import FrameType

import click

from jingzhun import read
from jingzhun.errors import UnreadableFileError
from jingzhun.read.limits import Limits
from small_county import ROLL, ROLL_HEADER
from written_tables import PASSWORD, SHEETS, TABLES, TEXTS, Decorated, write_zip

_OPTIONS = read.ReadOptions(limits=Limits(seconds=20.0), passwords=(PASSWORD,))
_LONGEST = 40.0
_TOKENS = (
    *(b"\x00", b"\xff" * 4, b"\x7f\xff\xff\xff", b'"', b"\n", b"\r", b",", b"<", b">", b"&#0;", b"\xef\xbb\xbf"),
    *(b"1048576", b"XFD", b"-1", b"99999999999999999999", b"<!DOCTYPE a>", b'r="A1"', b'r="XFD1048576"', b"\xe4\xbd"),
)


def corpus(folder: Path) -> list[tuple[str, bytes]]:
    """Sound files of every format: name and content."""
    rows = [("平和县(样例)花名册",), ("填表单位：九峰镇",), ROLL_HEADER, *ROLL, ("合计", "7人"), ("制表人：张三",)]
    data = range(3, 3 + len(ROLL))
    table = Decorated(rows, 2, data, [(0, 0, 0, len(ROLL_HEADER) - 1), (3, 0, 4, 0)])
    files = []
    for name, write in (SHEETS | TEXTS | TABLES | {"包.zip": write_zip}).items():
        path = folder / name
        write(table, path)
        files.append((name, path.read_bytes()))
    fixtures = Path(__file__).parent / "files"
    files += [(path.name, path.read_bytes()) for path in sorted(fixtures.glob("*")) if path.suffix != ".md"]
    return files


def mutate(draw: random.Random, content: bytes, others: list[bytes]) -> bytes:
    """Damage a file: its bytes, or the unpacked parts of a container, which is then packed soundly again."""
    if content.startswith(b"PK") and draw.random() < 0.7:
        return _mutate_part(draw, content, others)
    return _mutate_bytes(draw, content, others)


def _mutate_part(draw: random.Random, content: bytes, others: list[bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    chosen = draw.choice(sorted(parts))
    parts[chosen] = _mutate_bytes(draw, parts[chosen], others)
    if draw.random() < 0.1:
        del parts[draw.choice(sorted(parts))]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        for name, part in parts.items():
            container.writestr(name, part)
    return target.getvalue()


def _mutate_bytes(draw: random.Random, content: bytes, others: list[bytes]) -> bytes:
    damaged = bytearray(content)
    for _ in range(draw.choice((1, 1, 2, 4, 16))):
        place = draw.randrange(len(damaged) + 1)
        length = draw.choice((1, 2, 4, 16, 256))
        match draw.randrange(7):
            case 0:
                damaged[place : place + 1] = bytes([draw.randrange(256)])
            case 1:
                damaged[place : place + length] = b""
            case 2:
                damaged[place:place] = damaged[place : place + length] * draw.choice((1, 2, 50))
            case 3:
                damaged[place : place + length] = draw.choice(_TOKENS)
            case 4:
                damaged[place:place] = draw.choice(_TOKENS)
            case 5:
                other = draw.choice(others)
                start = draw.randrange(len(other) + 1)
                damaged[place : place + length] = other[start : start + length]
            case _:
                if draw.random() < 0.2:
                    del damaged[place:]
                elif place < len(damaged):
                    damaged[place] ^= 1 << draw.randrange(8)
    return bytes(damaged)


class _TooSlowError(Exception):
    """Reading took longer than any file may."""


def _too_slow(number: int, frame: FrameType | None) -> None:
    raise _TooSlowError


def judge(name: str, content: bytes) -> str:
    """Read one file and say how that ended; anything that begins with ``!`` is a finding."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "fuzz" + Path(name).suffix)
        path.write_bytes(content)
        signal.setitimer(signal.ITIMER_REAL, _LONGEST)
        try:
            return _read(path, Path(folder))
        except UnreadableFileError as error:
            return "refused: " + error.what.partition("：")[0][:24]
        except _TooSlowError:
            return "! too slow"
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            frame = traceback.extract_tb(error.__traceback__)[-1]
            return f"! {type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _read(path: Path, folder: Path) -> str:
    from jingzhun.read.archive import unpack
    from jingzhun.read.sniff import FileKind, sniff

    if sniff(path, path.name, _OPTIONS.limits) is FileKind.ZIP:
        inside = folder / "inside"
        inside.mkdir()
        unpacked = unpack(path, path.name, inside, _OPTIONS.limits)
        return f"archive of {len(unpacked.files)}"
    rows = 0
    for table in read.open_file(path, path.name, folder, _OPTIONS):
        delivered = sum(batch.num_rows for batch in table.batches())
        if table.rows_read != delivered + sum(table.reasons().values()):
            return "! the account does not balance"
        rows += delivered
    return "read" if rows else "read without a row"


def _keep(directory: Path, number: int, name: str, content: bytes, outcome: str) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"{number}-{Path(name).name}").write_bytes(content)
    with (directory / "findings.txt").open("a", encoding="utf-8") as log:
        log.write(f"{number}\t{name}\t{outcome}\n")


@click.command()
@click.option("--minutes", default=60.0, help="How long.")
@click.option("--seed", default=1, help="Where the random damage begins.")
@click.option("--only", default="", help="Only formats whose file name holds this.")
@click.option("--keep", type=click.Path(path_type=Path), default=Path("fuzz-findings"), help="Where findings go.")
def main(minutes: float, seed: int, only: str, keep: Path) -> None:
    """Fuzz the readers."""
    signal.signal(signal.SIGALRM, _too_slow)
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        files = [file for file in corpus(Path(folder)) if only in file[0]]
    contents = [content for _, content in files]
    outcomes: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    end, number = time.monotonic() + minutes * 60, 0
    while time.monotonic() < end:
        number += 1
        name, content = draw.choice(files)
        damaged = mutate(draw, content, contents)
        outcome = judge(name, damaged)
        outcomes[f"{Path(name).suffix} {outcome}"] += 1
        if outcome.startswith("!"):
            seen[outcome] += 1
            if seen[outcome] <= 3:
                _keep(keep, number, name, damaged, outcome)
    click.echo(f"{number} files")
    for outcome, count in sorted(outcomes.items()):
        click.echo(f"{count:8} {outcome}")


if __name__ == "__main__":
    main()

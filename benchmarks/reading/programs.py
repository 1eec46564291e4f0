"""One reader in a process of its own: ``python -m benchmarks.reading.programs READER FILE RESULT``.

RESULT receives the seconds that reading took, without the start of the interpreter and the imports, and the rows.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def _ours(path: Path) -> Callable[[], int]:
    import pandas as pd  # noqa: F401  # as in a check, which has long imported it

    from jingzhun import read
    from jingzhun.read import columnar  # noqa: F401
    from jingzhun.read.sheets import table  # noqa: F401
    from jingzhun.read.text import delimited  # noqa: F401
    from jingzhun.read.workbooks import excel  # noqa: F401

    def run() -> int:
        with tempfile.TemporaryDirectory() as work:
            rows = 0
            for number, file in enumerate(_files(path)):
                folder = Path(work, str(number))
                folder.mkdir()
                for found in read.open_file(file, file.name, folder):
                    rows += sum(batch.num_rows for batch in found.batches())
            return rows

    return run


def _ours_together(path: Path) -> Callable[[], int]:
    import pandas as pd  # noqa: F401

    from jingzhun.case import CaseFile
    from jingzhun.intake import open_all

    def run() -> int:
        with tempfile.TemporaryDirectory() as work:
            files = [CaseFile(file, file.name, None) for file in _files(path)]
            opened, unread = open_all(files, Path(work), lambda *_: None)
            if unread:
                raise RuntimeError(unread[0].what)
            return sum(batch.num_rows for _, tables in opened for table in tables for batch in table.batches())

    return run


def _calamine(path: Path) -> Callable[[], int]:
    import python_calamine

    def run() -> int:
        rows = 0
        for file in _files(path):
            for row in python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).iter_rows():
                rows += bool(row)
        return rows

    return run


def _pandas_excel(path: Path) -> Callable[[], int]:
    import pandas as pd
    import python_calamine  # noqa: F401

    return lambda: sum(len(pd.read_excel(file, dtype=str, engine="calamine")) for file in _files(path))


def _openpyxl(path: Path) -> Callable[[], int]:
    import openpyxl

    def run() -> int:
        return sum(
            1
            for file in _files(path)
            for _ in openpyxl.load_workbook(file, read_only=True).worksheets[0].iter_rows(values_only=True)
        )

    return run


def _arrow_csv(path: Path) -> Callable[[], int]:
    import pyarrow as pa
    import pyarrow.csv as pacsv

    from benchmarks.reading.files import HEADERS

    def run() -> int:
        table = pacsv.read_csv(
            path,
            read_options=pacsv.ReadOptions(encoding=_encoding(path)),
            convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(HEADERS, pa.string())),
        )
        return int(table.num_rows)

    return run


def _pandas_csv(path: Path) -> Callable[[], int]:
    import pandas as pd

    return lambda: len(pd.read_csv(path, dtype=str, encoding=_encoding(path), keep_default_na=False))


def _arrow_parquet(path: Path) -> Callable[[], int]:
    import pyarrow.parquet as pq

    def run() -> int:
        with pq.ParquetFile(path) as file:
            return sum(batch.num_rows for batch in file.iter_batches())

    return run


READERS: dict[str, Callable[[Path], Callable[[], int]]] = {
    "ours": _ours,
    "ours_together": _ours_together,
    "calamine": _calamine,
    "pandas_excel": _pandas_excel,
    "openpyxl": _openpyxl,
    "arrow_csv": _arrow_csv,
    "pandas_csv": _pandas_csv,
    "arrow_parquet": _arrow_parquet,
}


def _files(path: Path) -> list[Path]:
    return sorted(path.iterdir()) if path.is_dir() else [path]


def _encoding(path: Path) -> str:
    return "gb18030" if path.stem == "gb18030" else "utf-8"


def main() -> None:
    """Import, read once, and write down seconds and rows."""
    reader, path, result = sys.argv[1:]
    run = READERS[reader](Path(path))
    started = time.perf_counter()
    rows = run()
    seconds = time.perf_counter() - started
    Path(result).write_text(json.dumps({"seconds": seconds, "rows": rows}), encoding="utf-8")


if __name__ == "__main__":
    main()

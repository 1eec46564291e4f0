"""The page of all kinds, fields and headers says what the data file says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_page_of_columns_is_up_to_date():
    spec = importlib.util.spec_from_file_location("build_column_page", ROOT / "scripts" / "build_column_page.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.PAGE.read_text(encoding="utf-8") == script.page(), "run scripts/build_column_page.py"

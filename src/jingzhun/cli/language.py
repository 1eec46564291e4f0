"""Click's own messages in Chinese: its texts go through gettext, and locale/ holds the catalogue."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

_DOMAIN = "messages"


def speak_chinese() -> None:
    """Let click speak Chinese; gettext finds the catalogue by the environment, which Windows leaves empty."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain(_DOMAIN, str(Path(__file__).parent.parent / "locale"))
    gettext.textdomain(_DOMAIN)

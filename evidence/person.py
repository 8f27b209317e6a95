"""Who decides, and when: what is written beside every decision of a person."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def who_decides(by: str | None = None) -> str:
    """The name of the person who decides: as given, git's ``user.name``, or the login name.

    Example:
        >>> who_decides(" Ada Lovelace ")
        'Ada Lovelace'
    """
    if by and by.strip():
        return by.strip()
    import getpass
    import subprocess

    try:
        asked = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, timeout=5, check=False)  # noqa: S603, S607, RUF100
        if asked.stdout.strip():
            return asked.stdout.strip()
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        pass
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def time_of_decision() -> str:
    """Now, in UTC and whole seconds; ``SOURCE_DATE_EPOCH`` stands in for the clock where results must repeat.

    Example:
        >>> len(time_of_decision()), time_of_decision()[-1]
        (20, 'Z')
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(fixed), UTC) if fixed.isdecimal() else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")

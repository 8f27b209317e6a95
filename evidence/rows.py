"""What is many: rows as plain dictionaries always, a data frame where pandas is installed."""

from __future__ import annotations

from typing import Any


class Rows:
    """Gives ``to_frame`` to whatever has ``to_rows``.

    Example:
        >>> import evidence
        >>> found = evidence.read_text("Ice helps. Colchicine was no better than placebo [BMJ 2001;3:4].")
        >>> [(row["therapies"], row["direction"]) for row in found.to_rows()]
        [(('ice',), 'supports'), (('colchicine',), 'against')]
        >>> list(found.to_frame()["direction"])
        ['supports', 'against']
    """

    __slots__ = ()

    def to_rows(self) -> list[dict[str, Any]]:
        """One plain dictionary a row; what is unknown is ``None``."""
        raise NotImplementedError

    def to_frame(self) -> Any:
        """The rows as a ``pandas.DataFrame``, one column a member of ``to_rows()``.

        Raises:
            MissingExtra: pandas is not installed; the message says how to get it.
        """
        return make_frame(self.to_rows())


def make_frame(rows: list[dict[str, Any]], columns: list[str] | None = None) -> Any:
    """Rows as a ``pandas.DataFrame``.

    Args:
        rows: Plain dictionaries.
        columns: Members in order, so that a frame without rows has its columns too; else those of the rows.

    Raises:
        MissingExtra: pandas is not installed.
    """
    try:
        import pandas as pd  # an extra, and half a second
    except ImportError as missing:
        from evidence.errors import MissingExtra

        raise MissingExtra("a table as a data frame", "tables") from missing
    names = columns if columns is not None else list(dict.fromkeys(name for row in rows for name in row))
    return pd.DataFrame([[row.get(name) for name in names] for row in rows], columns=names)

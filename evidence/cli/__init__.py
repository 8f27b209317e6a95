"""The command ``evidence``: the only part of the package that prints."""

from __future__ import annotations


def main() -> None:
    """Run the command line; never returns."""
    from evidence.cli.app import run

    run()

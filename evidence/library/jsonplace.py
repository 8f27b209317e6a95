"""Where a member stands in the bytes of a JSON file: a checked decoder names it by its path only."""

from __future__ import annotations

import json
from typing import Any

import regex

_TOKEN = regex.compile(
    rb'[\s,:]*+(?:(?P<string>"(?:[^"\\]++|\\.)*+")|(?P<open>[\[{])|(?P<close>[\]}])|(?P<atom>[^\s,:\[\]{}"]++))',
    regex.S,
)
_STEP = regex.compile(r"\.(?P<name>[^.\[\]]++)|\[(?P<index>\d++)\]")
_PATH = regex.compile(r"`(?:key in )?(?P<path>\$[^`]*+)`\s*+$")
_UNKNOWN = regex.compile(r"unknown field `(?P<name>[^`]++)`")


def find_member(raw: bytes, message: str) -> int | None:
    """The offset of the member that a decoder's message is about, in bytes; ``None`` if it names none that is there.

    Args:
        raw: A JSON file.
        message: What ``msgspec`` says of it, ending in ``at `$.claims[0].id```.

    Example:
        >>> raw = b'{"claims": [{"id": "a"}, {"id": 7}]}'
        >>> raw[find_member(raw, "Expected `str`, got `int` - at `$.claims[1].id`"):]
        b'7}]}'
    """
    found = _PATH.search(message)
    steps: list[str | int] = []
    for step in _STEP.finditer(found["path"]) if found else ():
        steps.append(step["name"] if step["name"] is not None else int(step["index"]))
    at = _find(raw, steps)
    unknown = _UNKNOWN.search(message)
    if at is not None and unknown:
        inside = _find(raw, [*steps, unknown["name"]], key=True)
        return inside if inside is not None else at
    return at


def _find(raw: bytes, steps: list[str | int], *, key: bool = False) -> int | None:
    """Where the value at the end of the steps begins, or its key."""
    at = 0
    begin: int | None = None
    for number, step in enumerate([None, *steps]):
        if step is None:
            token = _TOKEN.match(raw, at)
            begin = _start(token) if token else None
            continue
        if begin is None:
            return None
        inner = _TOKEN.match(raw, begin)
        if inner is None or inner["open"] != (b"{" if isinstance(step, str) else b"["):
            return begin
        wanted_key = key and number == len(steps)
        begin = (
            _in_object(raw, inner.end(), step, wanted_key)
            if isinstance(step, str)
            else _in_array(raw, inner.end(), step)
        )
    return begin


def _in_object(raw: bytes, at: int, name: str, key: bool) -> int | None:
    while (token := _TOKEN.match(raw, at)) and token["string"] is not None:
        value = _TOKEN.match(raw, token.end())
        if value is None:
            return None
        if _text(token["string"]) == name:
            return _start(token) if key else _start(value)
        at = _after(raw, value)
    return None


def _in_array(raw: bytes, at: int, index: int) -> int | None:
    while (token := _TOKEN.match(raw, at)) and token["close"] is None:
        if index == 0:
            return _start(token)
        index -= 1
        at = _after(raw, token)
    return None


def _after(raw: bytes, token: Any) -> int:
    """The end of the value that begins with a token."""
    depth = int(token["open"] is not None)
    at: int = token.end()
    while depth and (inner := _TOKEN.match(raw, at)):
        depth += (inner["open"] is not None) - (inner["close"] is not None)
        at = inner.end()
    return at if not depth else len(raw)


def _start(token: Any) -> int:
    return int(max(token.start(group) for group in ("string", "open", "close", "atom")))


def _text(string: bytes) -> str | None:
    try:
        return str(json.loads(string))
    except ValueError:
        return None

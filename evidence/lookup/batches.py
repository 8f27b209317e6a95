"""Many questions in few requests: what is kept is not asked, the rest goes in batches, and each part is kept as the answer to its own question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from evidence.lookup.client import Client, Question, Reading, Reply
from evidence.lookup.works import Answer, Outcome, Service, Work

MOST_CHARACTERS = 1_500
"""Characters of identifiers in one request; some proxies refuse addresses above 2,000."""


class Batch(NamedTuple):
    """How one service is asked for many works.

    ``alone`` is the question for one work, which its answer is kept under; ``together`` asks for many; ``split`` gives the parts of an
    answer by identifier, each shaped as the answer to ``alone``; ``empty`` is the answer to ``alone`` where the service has no such work,
    or ``None`` where missing in a batch is no proof and the service is asked for the work alone. ``missing``: the works were named by the
    service itself, so that a missing one is a failure, and this is what it is called.
    """

    service: Service
    alone: Callable[[str], Question]
    together: Callable[[Sequence[str]], Question]
    reading: Reading
    split: Callable[[bytes, Sequence[str]], Mapping[str, bytes]]
    read: Callable[[bytes], tuple[Work, ...]]
    empty: bytes | None
    most: int
    characters: int = MOST_CHARACTERS
    reading_alone: Reading | None = None
    fits: Callable[[str], bool] = lambda _: True
    reason: Callable[[bytes], str] = lambda _: ""
    missing: str = ""


def ask_each(client: Client, batch: Batch, identifiers: Sequence[str]) -> dict[str, Answer]:
    """An answer for every identifier, in their order: works, empty, failed or not asked, never none."""
    wanted = tuple(dict.fromkeys(identifiers))
    replies: dict[str, Reply] = {}
    for identifier in wanted:
        kept = client.kept(batch.alone(identifier))
        if kept is not None and not (batch.missing and kept.body is not None and not batch.read(kept.body)):
            replies[identifier] = kept
    missing = [identifier for identifier in wanted if identifier not in replies]
    for part in chunks([identifier for identifier in missing if batch.fits(identifier)], batch.most, batch.characters):
        replies |= _ask_part(client, batch, part)
    for identifier in wanted:
        if identifier not in replies:
            replies[identifier] = client.ask(batch.alone(identifier), batch.reading_alone or batch.reading)
    return {identifier: to_answer(batch, replies[identifier]) for identifier in wanted}


def chunks(items: Sequence[str], most: int, characters: int = MOST_CHARACTERS) -> Iterator[tuple[str, ...]]:
    """Items in groups of at most ``most`` and about ``characters``.

    Example:
        >>> list(chunks(["aa", "bb", "cc"], 2)), list(chunks(["aa", "bb", "cc"], 9, characters=4))
        ([('aa', 'bb'), ('cc',)], [('aa', 'bb'), ('cc',)])
    """
    group: list[str] = []
    size = 0
    for item in items:
        if group and (len(group) >= most or size + len(item) > characters):
            yield tuple(group)
            group, size = [], 0
        group.append(item)
        size += len(item)
    if group:
        yield tuple(group)


def to_answer(batch: Batch, reply: Reply) -> Answer:
    """A reply as an answer: works, empty, failed or not asked."""
    if reply.body is None:
        return reply.without_works(batch.service)
    works = batch.read(reply.body)
    outcome: Outcome = "works" if works else "empty"
    return Answer(
        service=batch.service, outcome=outcome, works=works, address=reply.address, at=reply.at, sha256=reply.sha256,
        reason="" if works else batch.reason(reply.body),
    )  # fmt: skip


def _ask_part(client: Client, batch: Batch, part: Sequence[str]) -> dict[str, Reply]:
    if len(part) == 1 and batch.empty is None:
        return {}  # asked alone anyway
    reply = client.ask(batch.together(part), batch.reading, keep=False)
    if reply.too_large and len(part) > 1:
        half = len(part) // 2
        return _ask_part(client, batch, part[:half]) | _ask_part(client, batch, part[half:])
    if reply.status in (400, 414) and batch.empty is None:
        return {}  # one of them breaks the question, or all are too long: ask each alone
    if reply.body is None:
        return {identifier: _failed_alone(batch.alone(identifier), reply) for identifier in part}
    parts = batch.split(reply.body, part)
    if others := [identifier for identifier in parts if identifier not in part]:
        # who answers with what was not asked has not said that there is nothing
        reply = msgspec.structs.replace(
            reply, failure=f"the answer holds works that were not asked for ({', '.join(others[:3])})"
        )
    if batch.missing and not reply.failure:
        reply = msgspec.structs.replace(reply, failure=batch.missing)
    out = {}
    for identifier in part:
        body = parts.get(identifier, batch.empty)
        if reply.failure and identifier not in parts:
            out[identifier] = _failed_alone(batch.alone(identifier), reply)
        elif body is not None:
            out[identifier] = client.keep(batch.alone(identifier), body, at=reply.at, sha256=reply.sha256)
    return out


def _failed_alone(question: Question, reply: Reply) -> Reply:
    return Reply(address=question.address, at=reply.at, failure=reply.failure, status=reply.status, asked=reply.asked)

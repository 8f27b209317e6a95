"""Cue words, read from tables such as ``evidence/data/cues.tsv``, and where they stand in a sentence.

A table is data: one line is a kind of cue and its phrases. ``(a|b|)`` are alternatives, ``word~`` is a word in its regular forms,
``..`` stands for up to three words, ``#`` for a number. The longest phrase that begins at a word wins; it can be of several kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from evidence.claims.wording import CONTRACTED, fold_word

_GAP = ".."
_NUMBER = "#"
_SIGNS = frozenset({_GAP, _NUMBER, "T", "D", "C"})
_CHUNK = re.compile(r"(?:[^\s()]|\([^()]*\))+")
_LONGEST_GAP = 3
_NOT_IN_GAP = frozenset(
    {
        ".",
        ",",
        ";",
        ":",
        "(",
        ")",
        "—",
        "–",
        "!",
        "?",
        "but",
        "C",
        "no",
        "not",
        "little",
        "less",
        "never",
        "and",
        "only",
        "without",
        "nobody",
        "none",
        "nothing",
        "neither",
        "hardly",
    }
)


class Cue(NamedTuple):
    """A cue in a list of tokens: those from ``first`` up to ``last``, and what kinds of cue it can be."""

    kinds: frozenset[str]
    first: int
    last: int
    words: str


def find_cues(forms: list[str], table: str = "cues.tsv") -> tuple[Cue, ...]:
    """The cues of a sentence, from left to right, not overlapping.

    Args:
        forms: The folded forms of a sentence's tokens.
        table: File of ``evidence/data/`` that holds the phrases.

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> text = "It did not improve survival and is no longer recommended."
        >>> [(cue.words, *sorted(cue.kinds)) for cue in find_cues(find_tokens(text, 0, len(text)).forms)]
        [('did not', 'neg'), ('improve', 'good'), ('survival', 'goodout'), ('no longer recommended', 'ban')]
    """
    phrases = _table(table)
    words, roots = phrases.words, phrases.roots
    out = []
    end, count = 0, len(forms)
    # most words begin no phrase: only those that do are looked at
    for at, form in enumerate(forms):
        if form in words:
            first = form
        elif form[0].isdigit():
            first = _NUMBER
        else:
            continue
        if at < end:
            continue
        node = roots.get(first) or phrases.starting_with(first)
        if node.branches or (at + 1 < count and forms[at + 1] in node.words):
            best = _longest(phrases, node, forms, at + 1)
            if best is None:
                continue
            end, kinds = best
        elif node.kinds is not None:
            end, kinds = at + 1, node.kinds
        else:
            continue
        out.append(Cue(kinds, at, end, form if end == at + 1 else " ".join(forms[at:end])))
    return tuple(out)


def _longest(phrases: _Table, node: _Node, forms: list[str], at: int) -> tuple[int, frozenset[str]] | None:
    best = None if node.kinds is None else (at, node.kinds)
    words = node.words
    if not words or at == len(forms):
        return best
    form = forms[at]
    if form in words:
        best = _later(best, _longest(phrases, phrases.follow(node, form), forms, at + 1))
    if not node.branches:
        return best
    if _NUMBER in words and form[0].isdigit():
        best = _later(best, _longest(phrases, phrases.follow(node, _NUMBER), forms, at + 1))
    if _GAP in words:
        gap = phrases.follow(node, _GAP)
        for skipped, between in enumerate(forms[at : at + _LONGEST_GAP + 1], at):
            if between in gap.words:
                best = _later(best, _longest(phrases, phrases.follow(gap, between), forms, skipped + 1))
            if between in _NOT_IN_GAP:
                break
    return best


def _later(
    one: tuple[int, frozenset[str]] | None, other: tuple[int, frozenset[str]] | None
) -> tuple[int, frozenset[str]] | None:
    if one is None or other is None:
        return one or other
    return other if other[0] > one[0] else one


class _Place(NamedTuple):
    """How far a phrase has been read: the rest of a slot's alternative, then its slots from ``at`` on."""

    kind: str
    phrase: str
    at: int
    rest: tuple[str, ...]


class _Node:
    """Where some words lead.

    Attributes:
        kinds: Those of the phrases that end here.
        words: What can follow → the node behind it, or the places that it will be made from when a text first goes there.
        branches: Whether a gap or a number can follow: then the next word alone does not tell that no phrase goes on.
    """

    __slots__ = ("branches", "kinds", "words")

    def __init__(self, places: Iterable[_Place]) -> None:
        ends, following = _next_places(places)
        self.kinds = frozenset(ends) if ends else None
        self.words: dict[str, _Node | tuple[_Place, ...]] = {**following}
        self.branches = _GAP in following or _NUMBER in following


class _Table:
    """The phrases of a table, by their first words.

    All that the phrases stand for would be two hundred thousand nodes; only those are made that a text goes through, and different words
    that lead to the same places share one.
    """

    def __init__(self, table: str) -> None:
        self._phrases: dict[str, list[tuple[str, str]]] = {}
        self._nodes: dict[tuple[_Place, ...], _Node] = {}
        self.roots: dict[str, _Node] = {}
        for kind, phrase in read_phrases(table):
            for word in _first_words(phrase):
                self._phrases.setdefault(word, []).append((kind, phrase))
        self.words = frozenset(self._phrases)

    def starting_with(self, word: str) -> _Node:
        """Where a first word leads."""
        _, following = _next_places(_Place(kind, phrase, 0, ()) for kind, phrase in self._phrases.get(word, ()))
        root = self.roots[word] = self._node(following.get(word, ()))
        return root

    def follow(self, node: _Node, word: str) -> _Node:
        """The node behind a word that can follow."""
        behind = node.words[word]
        if isinstance(behind, tuple):
            behind = node.words[word] = self._node(behind)
        return behind

    def _node(self, places: tuple[_Place, ...]) -> _Node:
        if places not in self._nodes:
            self._nodes[places] = _Node(places)
        return self._nodes[places]


def _next_places(places: Iterable[_Place]) -> tuple[set[str], dict[str, tuple[_Place, ...]]]:
    """The kinds of the phrases that end here, and every word that can come next → where it leads."""
    ends: set[str] = set()
    out: dict[str, dict[_Place, None]] = {}
    waiting = list(places)
    for place in waiting:
        slots = _slots(place.phrase)
        if place.rest:
            out.setdefault(place.rest[0], {})[place._replace(rest=place.rest[1:])] = None
        elif place.at == len(slots):
            ends.add(place.kind)
        else:
            behind = place._replace(at=place.at + 1)
            for words in slots[place.at]:
                if words:
                    out.setdefault(words[0], {})[behind._replace(rest=words[1:])] = None
                else:
                    waiting.append(behind)
    return ends, {word: tuple(found) for word, found in out.items()}


@cache
def _table(name: str) -> _Table:
    return _Table(files("evidence.data").joinpath(name).read_text("utf-8"))


def _first_words(phrase: str) -> dict[str, None]:
    out: dict[str, None] = {}
    for chunk in _CHUNK.findall(phrase):
        alternatives = _expand_chunk(chunk)
        out.update((words[0], None) for words in alternatives if words)
        if () not in alternatives:
            break
    return out


@cache
def _slots(phrase: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    return tuple(_expand_chunk(chunk) for chunk in _CHUNK.findall(phrase))


def read_phrases(table: str) -> Iterator[tuple[str, str]]:
    """Kind and phrase, one by one, from the text of the table; ``#`` begins a comment."""
    for line in table.split("\n"):
        if line and not line.startswith("#"):
            kind, _, phrases = line.partition("\t")
            # a bar inside brackets divides alternatives, between phrases it has a space on each side
            for phrase in phrases.split(" | "):
                yield kind, phrase.strip()


def expand_phrase(phrase: str) -> tuple[tuple[str, ...], ...]:
    """Every sequence of folded words that a phrase of the table stands for.

    Example:
        >>> expand_phrase("(no|little) benefit")
        (('no', 'benefit'), ('little', 'benefit'))
        >>> expand_phrase("cure~ .. all")[1:3]
        (('cures', '..', 'all'), ('cured', '..', 'all'))
        >>> expand_phrase("rapid(ly|)")
        (('rapidly',), ('rapid',))
    """
    out: list[tuple[str, ...]] = [()]
    for slot in _slots(phrase):
        out = [(*words, *more) for words in out for more in slot]
    return tuple(dict.fromkeys(words for words in out if words))


@cache
def _expand_chunk(chunk: str) -> tuple[tuple[str, ...], ...]:
    """The words that a piece without a blank outside brackets stands for; the empty one where all of it can be left out."""
    texts = [""]
    for index, part in enumerate(chunk.replace(")", "(").split("(")):
        choices = part.split("|") if index % 2 else [part]
        texts = [text + choice for text in texts for choice in choices]
    out: dict[tuple[str, ...], None] = {}
    for text in texts:
        sequences: list[tuple[str, ...]] = [()]
        for word in text.split():
            sequences = [(*sequence, *form) for sequence in sequences for form in _expand_word(word)]
        out.update(dict.fromkeys(sequences))
    return tuple(out)


@cache
def _expand_word(word: str) -> tuple[tuple[str, ...], ...]:
    if word in _SIGNS:
        return ((word,),)
    forms = _forms(word[:-1]) if word.endswith("~") else (fold_word(word),)
    return tuple(CONTRACTED.get(form, (form,)) for form in forms)


def _forms(word: str) -> tuple[str, ...]:
    stem = word[:-1] if word.endswith("e") else word
    forms: tuple[str, ...]
    if word.endswith("y") and word[-2] not in "aeiou":
        forms = (word, word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    elif word.endswith(("s", "x", "z", "ch", "sh")):
        forms = (word, word + "es", word + "ed", word + "ing")
    elif (
        len(word) < 6 and word[-1] in "bdgklmnprt" and word[-2] in "aeiou" and word[-3] not in "aeiou"
    ):  # flop, flopped
        forms = (word, word + "s", stem + "ed", stem + "ing", word + word[-1] + "ed", word + word[-1] + "ing")
    else:
        forms = (word, word + "s", stem + "ed", stem + "ing")
    return tuple(dict.fromkeys(fold_word(form) for form in forms))

"""Cue words, read from tables such as ``evidence/data/cues.tsv``, and where they stand in a sentence.

A table is data: one line is a kind of cue and its phrases. ``(a|b|)`` are alternatives, ``word~`` is a word in its regular forms,
``..`` stands for up to three words. The longest phrase that begins at a word wins; it can be of several kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from evidence.claims.wording import Token, fold_word

_GAP = ".."
_KINDS = None
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
    }
)


class Cue(NamedTuple):
    """A cue in a list of tokens: ``tokens[first:last]``, and what kinds of cue it can be."""

    kinds: frozenset[str]
    first: int
    last: int
    words: str


def find_cues(tokens: list[Token], table: str = "cues.tsv") -> tuple[Cue, ...]:
    """The cues of a sentence, from left to right, not overlapping.

    Args:
        tokens: The sentence's tokens.
        table: File of ``evidence/data/`` that holds the phrases.

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> text = "It did not improve survival and is no longer recommended."
        >>> [(cue.words, *sorted(cue.kinds)) for cue in find_cues(find_tokens(text, 0, len(text)))]
        [('did not', 'neg'), ('improve', 'good'), ('survival', 'goodout'), ('no longer recommended', 'ban')]
    """
    root = _trie(table)
    out = []
    end = 0
    # most words begin no phrase: only those that do are looked at
    for at, token in enumerate(tokens):
        node = root.get(token.form)
        if node is None or at < end:
            continue
        best = _longest(node, tokens, at + 1)
        if best is None:
            continue
        end, kinds = best
        out.append(Cue(kinds, at, end, " ".join([other.form for other in tokens[at:end]])))
    return tuple(out)


def _longest(node: dict[Any, Any], tokens: list[Token], at: int) -> tuple[int, frozenset[str]] | None:
    best = (at, node[_KINDS]) if _KINDS in node else None
    following = node.get(tokens[at].form) if at < len(tokens) else None
    if following is not None:
        best = _later(best, _longest(following, tokens, at + 1))
    gap = node.get(_GAP)
    if gap is not None:
        for skipped in range(_LONGEST_GAP + 1):
            if at + skipped >= len(tokens):
                break
            following = gap.get(tokens[at + skipped].form)
            if following is not None:
                best = _later(best, _longest(following, tokens, at + skipped + 1))
            if tokens[at + skipped].form in _NOT_IN_GAP:
                break
    return best


def _later(
    one: tuple[int, frozenset[str]] | None, other: tuple[int, frozenset[str]] | None
) -> tuple[int, frozenset[str]] | None:
    if one is None or other is None:
        return one or other
    return other if other[0] > one[0] else one


@cache
def _trie(table: str) -> dict[Any, Any]:
    root: dict[Any, Any] = {}
    for kind, phrase in read_phrases(files("evidence.data").joinpath(table).read_text("utf-8")):
        for words in expand_phrase(phrase):
            node = root
            for word in words:
                node = node.setdefault(word, {})
            node[_KINDS] = node.get(_KINDS, frozenset()) | {kind}
    return root


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
    texts = [""]
    for index, part in enumerate(phrase.replace(")", "(").split("(")):
        choices = part.split("|") if index % 2 else [part]
        texts = [text + choice for text in texts for choice in choices]
    out: dict[tuple[str, ...], None] = {}
    for text in texts:
        sequences: list[tuple[str, ...]] = [()]
        for word in text.split():
            forms = (
                _forms(word[:-1])
                if word.endswith("~")
                else (word if word in {_GAP, "T", "D", "C"} else fold_word(word),)
            )
            sequences = [(*sequence, form) for sequence in sequences for form in forms]
        for sequence in sequences:
            if sequence:
                out[sequence] = None
    return tuple(out)


def _forms(word: str) -> tuple[str, ...]:
    stem = word[:-1] if word.endswith("e") else word
    if word.endswith("y") and word[-2] not in "aeiou":
        forms = (word, word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    elif word.endswith(("s", "x", "z", "ch", "sh")):
        forms = (word, word + "es", word + "ed", word + "ing")
    else:
        forms = (word, word + "s", stem + "ed", stem + "ing")
    return tuple(dict.fromkeys(fold_word(form) for form in forms))

"""What people fill in for a body of evidence, therapy × condition (× outcome): GRADE certainty, footnotes, PICO, columns of their own.

The program fills in none of it. Words are only appended; a later one on the same column replaces an earlier one, an empty one takes it
back. They hang on names, not on claims, so that they survive whatever happens to the pages.

Source: certainty is that of GRADE (Guyatt et al, BMJ 2008;336:924), for one outcome of one comparison.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import regex

from evidence.errors import InputError
from evidence.library.bodies import Body, body_of
from evidence.library.records import Assessed, Assessment, ClaimsFile

CERTAINTIES = ("high", "moderate", "low", "very low")
PICO_AND_GRADE = ("population", "intervention", "comparator", "certainty", "footnote")
"""Columns that every committee has; the others are a person's own."""
OF_THE_TABLE = frozenset(
    {
        "therapy", "condition", "direction", "sources", "source", "statement", "claims", "claim", "uncited", "context", "documents",
        "document", "study", "cue words", "uncertain", "key", "year", "design", "level", "integrity", "cited as", "verdicts",
        "number of sources",
    }
)  # fmt: skip
"""Names of columns that the program fills; nobody's own may be called so."""
_NAME = regex.compile(r"\p{L}[\p{L}\p{M}\p{N} ()/.'’%&+]{0,39}+")


def read_words(written: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """``column=text`` as typed on a command line → column → texts; a column that is named again has several.

    Raises:
        InputError: No ``=``, or a column or text that cannot be.

    Example:
        >>> read_words(["Certainty=Very low", "footnote=small trials", "footnote=no blinding", "population="])
        {'certainty': ('very low',), 'footnote': ('small trials', 'no blinding'), 'population': ()}
    """
    words: dict[str, tuple[str, ...]] = {}
    for setting in written:
        name, equals, text = setting.partition("=")
        if not equals:
            raise InputError(f"{setting!r} is not column=text, as in certainty=low")
        column = check_column(name)
        words[column] = (*words.get(column, ()), *_texts(column, text))
    for column, texts in words.items():
        _check_texts(column, texts)
    return words


def check_column(name: str) -> str:
    """The column's name as it is kept: in lower case, with spaces.

    Raises:
        InputError: It cannot be one, or is hardly what was meant.

    Example:
        >>> check_column("Risk-of-bias")
        'risk of bias'
        >>> check_column("certanity")
        Traceback (most recent call last):
            ...
        evidence.errors.InputError: no column 'certanity'; perhaps: certainty
    """
    column = " ".join(name.replace("-", " ").replace("_", " ").split()).casefold()
    if column in PICO_AND_GRADE:
        return column
    if column in {"outcome", "outcomes"}:
        raise InputError(
            "the outcome is not filled in but named: --outcome NAME, since certainty is that of one outcome"
        )
    if column in OF_THE_TABLE:
        raise InputError(f"the column {column!r} is filled by the program; give yours another name")
    if close := difflib.get_close_matches(column, PICO_AND_GRADE, n=1, cutoff=0.85):
        raise InputError(f"no column {name!r}; perhaps: {close[0]}")
    if not _NAME.fullmatch(column):
        raise InputError(f"{name!r} cannot name a column: at most 40 letters, digits and spaces, a letter first")
    return column


def check_assessment(assessment: Assessment) -> Assessment:
    """The assessment, if all that it says can be said.

    Raises:
        InputError: A column or text that cannot be, or nothing that it is about.
    """
    if not assessment.therapy.strip():
        raise InputError("it names no therapy")
    for name, texts in assessment.set.items():
        if check_column(name) != name:
            raise InputError(f"the column {name!r} is written {check_column(name)!r}")
        _check_texts(name, (texts,) if isinstance(texts, str) else texts)
    return assessment


def _texts(column: str, written: str | Sequence[str]) -> tuple[str, ...]:
    texts = (" ".join(text.split()) for text in ([written] if isinstance(written, str) else written))
    return tuple(_certainty(text) if column == "certainty" else text for text in texts if text)


def _certainty(text: str) -> str:
    return " ".join(text.replace("-", " ").split()).casefold()


def _check_texts(column: str, texts: Sequence[str]) -> None:
    if column != "certainty":
        return
    said = [text for text in texts if text]
    for text in said:
        if text not in CERTAINTIES:
            raise InputError(f"certainty cannot be {text!r}; it is one of: {', '.join(CERTAINTIES)}")
    if len(said) > 1:
        raise InputError("a body of evidence has one certainty; for another outcome say --outcome NAME")


def apply_assessments(assessments: Iterable[Assessment]) -> tuple[Assessed, ...]:
    """What people's words amount to, a body of evidence each, in the order of the first word on it.

    Example:
        >>> low, note = Assessment(therapy="ice", set={"certainty": "low"}), Assessment(therapy="ice", set={"footnote": ("a", "b")})
        >>> apply_assessments((low, note))[0].words
        {'certainty': ('low',), 'footnote': ('a', 'b')}
        >>> apply_assessments((low, Assessment(therapy="ice", set={"certainty": ""})))
        ()
    """
    bodies: dict[Body, dict[str, tuple[str, ...]]] = {}
    for one in assessments:
        words = bodies.setdefault(body_of(one), {})
        for name, texts in one.set.items():
            if kept := tuple(filter(None, (texts,) if isinstance(texts, str) else texts)):
                words[name] = kept
            else:
                words.pop(name, None)
    return tuple(Assessed(**body._asdict(), words=words) for body, words in bodies.items() if words)


def describe_words(one: Assessment | Assessed) -> str:
    """A body of evidence and the words on it, in one line.

    Example:
        >>> describe_words(Assessment(therapy="ice", condition="gout", outcome="pain", set={"certainty": "low", "population": ""}))
        'ice in gout, pain: certainty = low; population taken back'
    """
    words: Mapping[str, str | tuple[str, ...]] = one.set if isinstance(one, Assessment) else one.words
    said = ((name, (texts,) if isinstance(texts, str) else texts) for name, texts in words.items())
    told = (f"{name} = {' | '.join(texts)}" if any(texts) else f"{name} taken back" for name, texts in said)
    return f"{body_of(one)}: {'; '.join(told)}"


def assess(
    file: ClaimsFile, body: Body, words: Mapping[str, str | Sequence[str]], *, by: str = "", at: str = "", why: str = ""
) -> ClaimsFile:
    """The claims file with a person's words on a body of evidence appended; the same file if they said all this already.

    Args:
        file: Not modified.
        body: From ``bodies.find_body``.
        words: Column → text or texts; an empty one takes an earlier word back. Certainty is one of GRADE's four.
        by: Who says so.
        at: When, in ISO form.
        why: Why.

    Raises:
        InputError: A column or text that cannot be, or no words.
    """
    said = {column: _texts(column, texts) for name, texts in words.items() for column in [check_column(name)]}
    if not said:
        raise InputError("nothing to fill in; name a column and its text, as in certainty=low")
    for column, texts in said.items():
        _check_texts(column, texts)
    now = next((one.words for one in apply_assessments(file.assessments) if body_of(one) == body), {})
    theirs = [one for one in file.assessments if body_of(one) == body]
    new = {
        name: texts
        for name, texts in said.items()
        if now.get(name, ()) != texts or (texts and not _is_repeated(theirs, name, by, why))
    }
    if not new:
        return file
    kept: dict[str, str | tuple[str, ...]] = {
        name: texts if len(texts) > 1 else "".join(texts) for name, texts in new.items()
    }
    added = Assessment(**body._asdict(), set=kept, by=by, at=at, why=why)
    return msgspec.structs.replace(file, assessments=(*file.assessments, added))


def _is_repeated(theirs: Sequence[Assessment], name: str, by: str, why: str) -> bool:
    """Whether the last word on the column is this person's, and no new reason is given."""
    last = next(one for one in reversed(theirs) if name in one.set)
    return last.by == by and why in ("", last.why)

"""The therapies that are looked for: the shipped table, a person's own rows, and what the document itself abbreviates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from evidence.therapies.folding import fold_term
from evidence.therapies.own import read_own_rows
from evidence.therapies.records import Kind, Therapy
from evidence.therapies.terms import Hit, Terms, read_forms, read_table

NO_THERAPY = "not"
"""Kind of the rows whose words hold a therapy's name and are none (``insulin resistance``)."""


@cache
def _rows() -> list[str]:
    return read_table("therapies.tsv")


@cache
def _shipped_terms() -> Terms:
    return Terms(read_forms("therapy-forms.tsv"))


@cache
def _shipped(row: int) -> Therapy | None:
    name, kind, flags, classes, mesh, forms = _rows()[row].split("\t")
    if kind == NO_THERAPY:
        return None
    marks = flags.split("|")
    return Therapy(
        name=name,
        kind=_kind(kind),
        is_class="class" in marks,
        measured="measured" in marks,
        classes=tuple(filter(None, classes.split("|"))),
        forms=tuple(filter(None, forms.split("|"))),
        mesh=mesh,
    )


def _kind(written: str) -> Kind:
    kinds: tuple[Kind, ...] = ("drug", "class", "procedure", "device", "diet", "care", "strategy", "vaccine")
    return next((kind for kind in kinds if kind == written), "other")


class Vocabulary:
    """Therapies by their forms; a new one for every addition.

    Example:
        >>> vocabulary = load_vocabulary()
        >>> vocabulary.therapy("rapamycin").name
        'sirolimus'
        >>> vocabulary.with_abbreviations({"OSM": "oral sirolimus"}).therapy("OSM").name
        'sirolimus'
    """

    def __init__(self, own: tuple[Therapy | None, ...] = (), forms: Mapping[str, str] | None = None) -> None:
        self._own = own
        self._forms = dict(forms or {})
        self._terms = Terms(self._forms, over=_shipped_terms()) if self._forms else _shipped_terms()

    @classmethod
    def shipped(cls) -> Vocabulary:
        """The vocabulary of the shipped table alone."""
        return shipped_vocabulary()

    def at(self, hit: Hit) -> Therapy | None:
        """The therapy of a hit; ``None`` for words that only look like one."""
        return self._own[-hit.row - 1] if hit.row < 0 else _shipped(hit.row)

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """All hits in ``text[start:end]``."""
        return self._terms.find(text, start, end)

    def therapy(self, written: str) -> Therapy | None:
        """The therapy that a whole string names, if it names exactly one."""
        hits = [hit for hit in self.find(written) if self.at(hit) is not None]
        return self.at(hits[0]) if len(hits) == 1 else None

    def with_therapies(self, additions: tuple[tuple[Therapy, tuple[str, ...]], ...]) -> Vocabulary:
        """A vocabulary in which each therapy is found by the given forms too; they win over what was there."""
        own, forms = list(self._own), dict(self._forms)
        for therapy, written in additions:
            own.append(therapy)
            forms.update(
                (key, f"{'=' if _is_abbreviation(form) else ''}{-len(own)}")
                for form in written
                if (key := fold_term(form))
            )
        return Vocabulary(tuple(own), forms)

    def with_abbreviations(self, defined: Mapping[str, str]) -> Vocabulary:
        """A vocabulary that knows the abbreviations a document defines.

        An abbreviation of a therapy stands for it; any other one no longer stands for what the shipped table says.
        """
        own, forms = list(self._own), dict(self._forms)
        for short, long in sorted(defined.items()):
            key = fold_term(short)
            therapy = self._meant(long)
            if not key or (therapy is None and self._terms.entry(key) is None):
                continue
            own.append(therapy)
            forms[key] = f"={-len(own)}"
        return Vocabulary(tuple(own), forms) if len(own) > len(self._own) else self

    def _meant(self, long: str) -> Therapy | None:
        """The therapy that ends a definition's long form."""
        hits = [hit for hit in self.find(long) if hit.end >= len(long.rstrip(" .,;")) - 1]
        return self.at(hits[-1]) if hits else None


def _is_abbreviation(form: str) -> bool:
    return 2 <= len(form) <= 6 and sum(letter.isupper() for letter in form) >= 2 and " " not in form


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary of the shipped table alone."""
    return Vocabulary()


def load_vocabulary(*paths: Path) -> Vocabulary:
    """The shipped therapies with those of the given tables, later ones winning; without a path those of the person's own table.

    Raises:
        InputError: A line of a table is not ``written<TAB>name``.

    Example:
        >>> import tempfile
        >>> table = Path(tempfile.mkdtemp(), "therapies.tsv")
        >>> _ = table.write_text("our red cream\\tzinc oxide\\n", encoding="utf-8")
        >>> load_vocabulary(table).therapy("our red cream").name
        'zinc oxide'
    """
    vocabulary = shipped_vocabulary()
    additions: list[tuple[Therapy, tuple[str, ...]]] = []
    for written, name in read_own_rows(*paths):
        known = vocabulary.therapy(name)
        same = known is not None and known.name == name.casefold()
        therapy = known if known is not None and same else Therapy(name=name.casefold(), kind="other", forms=(written,))
        additions.append((therapy, (written, name) if not same else (written,)))
    return vocabulary.with_therapies(tuple(additions)) if additions else vocabulary

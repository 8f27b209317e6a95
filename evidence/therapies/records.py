"""What the therapy table holds and what is found in a text."""

from __future__ import annotations

from typing import Literal, NamedTuple

from evidence.records import Record

Kind = Literal["drug", "class", "procedure", "device", "diet", "care", "strategy", "vaccine", "other"]


class Therapy(Record, frozen=True, kw_only=True):
    """One therapy by its canonical name: lower case, generic, without dose, salt, brand or route.

    Attributes:
        name: Canonical name.
        kind: Drug, class of drugs, procedure …
        is_class: It stands for several therapies (``"corticosteroids"``).
        measured: It is also measured in blood, eaten or an everyday word: a claim needs a treatment context.
        classes: Classes it belongs to.
        forms: Other written forms.
        mesh: MeSH identifier; empty if it was added by hand.

    Example:
        >>> from evidence.therapies import find_therapy_names
        >>> find_therapy_names("rapamycin")[0].name
        'sirolimus'
    """

    name: str
    kind: Kind = "drug"
    is_class: bool = False
    measured: bool = False
    classes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    mesh: str = ""


class Mention(NamedTuple):
    """A therapy named in a text.

    Attributes:
        start: First character; route and dose words directly before the name belong to it (``"Oral sirolimus"``).
        end: One past the last character of the name.
        name: Canonical name.
        route: ``"oral"``, ``"topical"``, ``"intravenous"`` …, when said directly before or after.
        modifiers: Dose and manner words directly before, in lower case (``"low-dose"``).
        kind: Kind of therapy.
        is_class: It names a class.
        measured: The word has other uses: a claim needs a treatment context.
        name_start: First character of the name itself.

    Example:
        >>> from evidence.therapies import find_therapies
        >>> [(mention.name, mention.route) for mention in find_therapies("Oral sirolimus was given.")]
        [('sirolimus', 'oral')]
    """

    start: int
    end: int
    name: str
    route: str | None
    modifiers: tuple[str, ...]
    kind: Kind
    is_class: bool
    measured: bool
    name_start: int


class ConditionMention(NamedTuple):
    """A disease named in a text, by its everyday name.

    Example:
        >>> from evidence.therapies import find_conditions
        >>> [mention.name for mention in find_conditions("Ice for gout.")]
        ['gout']
    """

    start: int
    end: int
    name: str

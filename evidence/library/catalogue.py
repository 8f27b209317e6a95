"""The library's mappings: looked up by key, made when first asked for, completed by Tab in a notebook."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from evidence.errors import NotKnown
from evidence.library.member import Member
from evidence.library.records import DocumentRecord, LibraryClaim, Source
from evidence.rows import Rows, make_frame
from evidence.wording import counted

V = TypeVar("V")


class NotHere(NotKnown, KeyError):
    """A key that a mapping of the library does not have; says which keys are near."""

    __str__ = Exception.__str__


class Catalogue(Rows, Mapping[str, V]):
    """A read-only mapping whose values are made when first asked for.

    Args:
        kind: What its values are, in one word, for messages.
        keys: In order.
        make: Key → value; called once a key.

    Example:
        >>> from evidence.library.records import Source
        >>> sources = Catalogue("source", ("a", "b"), lambda key: Source(key=key))
        >>> sources["b"], list(sources), sources.get("c")
        (<Source b>, ['a', 'b'], None)
        >>> sources
        <2 sources: a, b>
        >>> [row["key"] for row in sources.to_rows()]
        ['a', 'b']
    """

    def __init__(self, kind: str, keys: tuple[str, ...], make: Callable[[str], V]) -> None:
        self._kind, self._make = kind, make
        self._keys = dict.fromkeys(keys)
        self._made: dict[str, V] = {}

    def __getitem__(self, key: str) -> V:
        if key not in self._made:
            if key not in self._keys:
                raise NotHere(self._kind, key, tuple(difflib.get_close_matches(str(key), self._keys, n=3)))
            self._made[key] = self._make(key)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._keys)

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat dictionary a value."""
        return [value.to_row() for value in self.values() if isinstance(value, Member)]

    def to_frame(self) -> Any:
        """The values as a ``pandas.DataFrame`` whose index is the key.

        Raises:
            MissingExtra: pandas is not installed; the message says how to get it.
        """
        frame = make_frame(self.to_rows())
        frame.index = list(self)
        return frame

    def __repr__(self) -> str:
        shown = ", ".join(list(self._keys)[:5])
        more = ", …" if len(self) > 5 else ""
        plural = f"{self._kind[:-1]}ies" if self._kind.endswith("y") else ""
        return f"<{counted(len(self), self._kind, plural)}{': ' if shown else ''}{shown}{more}>"

    def _repr_html_(self) -> str:
        from evidence.views.notebook_members import catalogue_html  # only a notebook needs it

        return catalogue_html(self)


class Therapy(Member, frozen=True, kw_only=True):
    """A therapy with all that hangs on it, by ids and keys; claims that a person rejected, or that vanished, are left out.

    ``claims`` are those about it, alone or in a combination; ``sources`` what they rest on, in order; ``context`` claims that name it
    only as background; ``uncited``: it has a claim and no source on any of them.

    Example:
        >>> Therapy(name="ice", claims=("ice-3fa91c",), sources=(), conditions=("gout",), documents=("page",), context=()).conditions
        ('gout',)
    """

    name: str
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    context: tuple[str, ...] = ()

    @property
    def uncited(self) -> bool:
        """Whether none of its claims has a source."""
        return not self.sources

    def __repr__(self) -> str:
        return f"<Therapy {self.name}: {counted(len(self.claims), 'claim')}, {counted(len(self.sources), 'source')}>"


# One class a kind: Tab completes after library.therapies["…"]. only where __getitem__ itself names what it returns.


class Sources(Catalogue[Source]):
    """Sources by citation key."""

    def __getitem__(self, key: str) -> Source:
        return super().__getitem__(key)


class Claims(Catalogue[LibraryClaim]):
    """Claims by id."""

    def __getitem__(self, key: str) -> LibraryClaim:
        return super().__getitem__(key)


class Therapies(Catalogue[Therapy]):
    """Therapies by canonical name."""

    def __getitem__(self, key: str) -> Therapy:
        return super().__getitem__(key)


class Documents(Catalogue[DocumentRecord]):
    """Documents by id."""

    def __getitem__(self, key: str) -> DocumentRecord:
        return super().__getitem__(key)


def group_therapies(claims: Mapping[str, LibraryClaim]) -> dict[str, Therapy]:
    """The therapies that claims are about, by name."""
    about: dict[str, list[LibraryClaim]] = {}
    context: dict[str, list[str]] = {}
    for claim in claims.values():
        if claim.counts:
            for name in dict.fromkeys(claim.therapies):
                about.setdefault(name, []).append(claim)
            for name in dict.fromkeys(other.therapy for other in claim.context):
                context.setdefault(name, []).append(claim.id)
    return {
        name: Therapy(
            name=name,
            claims=tuple(claim.id for claim in about[name]),
            sources=tuple(dict.fromkeys(key for claim in about[name] for key in claim.sources)),
            conditions=tuple(dict.fromkeys(condition for claim in about[name] for condition in claim.conditions)),
            documents=tuple(dict.fromkeys(claim.document for claim in about[name])),
            context=tuple(context.get(name, ())),
        )
        for name in sorted(about)
    }

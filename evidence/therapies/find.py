"""Therapies in a text."""

from __future__ import annotations

from evidence.therapies.folding import fold_term, fold_words
from evidence.therapies.records import Mention, Therapy
from evidence.therapies.surroundings import read_surroundings
from evidence.therapies.vocabulary import Vocabulary, _rows, _shipped, shipped_vocabulary


def find_therapies(
    text: str, start: int = 0, end: int | None = None, vocabulary: Vocabulary | None = None
) -> tuple[Mention, ...]:
    """The therapies named in ``text[start:end]``, in order, longest name first, not overlapping.

    Args:
        text: Prose; offsets count in it.
        start: Where to begin.
        end: Where to stop.
        vocabulary: What to look for; the shipped table unless given.

    Example:
        >>> [(m.name, m.route, m.modifiers) for m in find_therapies("Low-dose oral prednisone, then topical steroids.")]
        [('prednisone', 'oral', ('low-dose',)), ('topical corticosteroids', None, ())]
        >>> find_therapies("Insulin resistance and serum calcium were high.")
        ()
    """
    known = vocabulary or shipped_vocabulary()
    out: list[Mention] = []
    words = fold_words(text, start, end)
    for hit in known.find(text, start, end):
        therapy = known.at(hit)
        if therapy is None:
            continue
        around = read_surroundings(text, words, hit)
        if around.no_therapy:
            continue
        first = max(around.start, start, out[-1].end if out else 0)
        name = (
            f"topical {therapy.name}"
            if therapy.is_class and around.route == "topical" and not therapy.name.startswith("topical ")
            else therapy.name
        )
        out.append(
            Mention(
                start=min(first, hit.start), end=hit.end, name=name, route=around.route, modifiers=around.modifiers,
                kind=therapy.kind, is_class=therapy.is_class, measured=hit.everyday, name_start=hit.start,
            )
        )  # fmt: skip
    return tuple(out)


def find_therapy_names(query: str, vocabulary: Vocabulary | None = None) -> tuple[Therapy, ...]:
    """Therapies that a query could mean: the one it names, then those whose names or forms hold all its words.

    Example:
        >>> [therapy.name for therapy in find_therapy_names("MTX")]
        ['methotrexate']
    """
    known = vocabulary or shipped_vocabulary()
    exact = known.therapy(query)
    words = fold_term(query).split()
    if not words:
        return ()
    if exact is not None and len(words) == 1 and query.isupper():
        return (exact,)
    holding = []
    for number, line in enumerate(_rows()):
        if words[0][:4] in line.casefold():
            therapy = _shipped(number)
            if therapy is not None and any(
                all(word in fold_term(form) for word in words) for form in (therapy.name, *therapy.forms)
            ):
                holding.append(therapy)
    holding.sort(key=lambda therapy: (len(therapy.name), therapy.name))
    return tuple(dict.fromkeys([*([exact] if exact else []), *holding]))

"""What a statement's verdict is about: the outcome that it names, and in a table the therapy of its row."""

from __future__ import annotations

from evidence.claims.effect_kinds import Effect
from evidence.claims.effect_words import PEOPLE
from evidence.claims.readings import NamedThings, Reading
from evidence.claims.subjects import Regimen
from evidence.claims.wording import word_set
from evidence.records import Span

_NO_OUTCOMES = PEOPLE | word_set(
    "disease lesions lesion tumours tumors tumour tumor eyes nails toenails teeth school hospital rate rates events event need load"
)


def name_outcome(text: str, effects: tuple[Effect, ...], span: Span, things: NamedThings) -> str | None:
    """What was measured, quoted; a condition or a population is no outcome.

    Args:
        text: The text that the effects' places count in.
        effects: What the statement tells.
        span: The statement's place.
        things: The therapies and conditions that the text names.
    """
    for start, end in (effect.outcome for effect in effects if effect.outcome is not None):
        words = " ".join(text[start:end].split())
        inside = span[0] <= start < span[1]
        if inside and words.casefold() not in _NO_OUTCOMES and not things.names_condition(start, end):
            return words
    return None


def row_subjects(subjects: tuple[Regimen, ...], reading: Reading) -> tuple[Regimen, ...]:
    """The first cell's therapies, unless the statement begins with a more precise name ("Loop diuretic | Furosemide relieves …")."""
    group = reading.groups[0] if reading.groups else None
    if group is None or (subjects and group.first >= 3):
        return subjects
    own = reading.regimens((group,))
    same = {name for regimen in own for name in regimen.names} & {
        name for regimen in subjects for name in regimen.names
    }
    return subjects if same else own

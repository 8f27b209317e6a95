"""Whether a text is English: claims are read in English only, and a reader of another language has to be told."""

from __future__ import annotations

import re
from collections import Counter

_SMALL_WORDS = {
    "English": "the of and to in is with for was were are not or be by that this from on which has have it as at",
    "German": "der die das und ist mit für von nicht bei den dem ein eine wird werden auch sich oder zur zum im als auf",
    "French": "le la les des et est une pour dans du par avec sur pas plus que qui sont ou au aux ce cette chez",
    "Spanish": "el la los las de y es en una para con por del que no se al como más su son o ha sin",
    "Italian": "il la le di e è una per con del della non che si dei nel alla come più sono da o gli al",
    "Portuguese": "o a os as de e é uma para com por do da não que se no na como mais dos são ou em",
    "Dutch": "de het een en van is met voor niet bij op te zijn wordt ook als aan of dat die door",
}
_WORD = re.compile(r"[^\W\d_]+")
_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_FEWEST_WORDS, _MOST_READ = 40, 20000
_ENOUGH = 0.12


def other_language(text: str) -> str | None:
    """The language of a text that is plainly not English; ``None`` for English, for short texts and where it is not plain.

    Example:
        >>> other_language("Das Mittel ist bei den Kindern gut verträglich und wird auch von der Leitlinie empfohlen. " * 4)
        'German'
        >>> other_language("The drug is well tolerated by the children and recommended in the guideline. " * 4)
        >>> other_language("сиролимус эффективен при этой болезни у детей и взрослых " * 8)
        'another script'
    """
    words = Counter(map(str.casefold, _WORD.findall(text[:_MOST_READ])))
    count = words.total()
    if count < _FEWEST_WORDS:
        return None
    if 2 * sum(times for word, times in words.items() if word[0] < "\u0250") < count:
        return "another script"
    shares = {language: sum(map(words.__getitem__, small)) / count for language, small in _SETS.items()}
    language = max(shares, key=lambda name: shares[name])
    return language if shares[language] > max(_ENOUGH, 2 * shares["English"]) else None

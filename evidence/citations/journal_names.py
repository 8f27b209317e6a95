"""The journal's name before a locator: from the table where it is known, else by the manner in which journals are written."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from evidence.citations.pieces import INITIALS, SURNAME, compiled
from evidence.journals import is_journal, journals_ending

LOOK_BACK = 130
_MOST_WORDS = 24
_MOST_PLACED = 10
_MOST_LOWER = 3
"""``Archives of physical medicine and rehabilitation``: more words in a row without a capital are prose."""
_CLOSERS = ';?!|·—–)"”]'
_SEPARATORS = " .,;:>|·—–-(\"'“”‘’«»/"
_SMALL = frozenset(
    {"&", "and", "d'", "da", "de", "del", "della", "dello", "der", "des", "di", "do", "du", "e", "el", "et", "for", "für", "in", "la", "of", "on", "the", "und", "van", "y", "zur"}
)  # fmt: skip
_JOURNAL_WORD = compiled(
    r"(?:J|Journal|Zeitschrift|Revue|Revista|Archives|Archivos|Arch|Annals|Annales|Ann|Acta|Am|Br|Eur|Int|Clin|Exp|Med|Res|Rev|Sci|Bull"
    r"|Surg|Dis|Ther|Pract|Proc|Trans|Curr|Opin|Semin|Adv|Rep|Open|Dermatol|Pediatr|Neurol|Oncol|Cardiol|Haematol|Hematol|Immunol|Infect"
    r"|Radiol|Pathol|Pharmacol|Physiol|Psychiatry|Psychol|Nephrol|Urol|Gynecol|Obstet|Gastroenterol|Hepatol|Rheumatol|Endocrinol|Metab|Diabetes"
    r"|Genet|Mol|Biol|Biochem|Chem|Cell|Nat|Front|BMC|PLoS|PLOS|Lancet|JAMA|BMJ|NEJM|Health|Care|Medicine|Surgery|Dermatology|Pediatrics|Paediatrics"
    r"|Neurology|Cardiology|Oncology|Radiology|Pathology|Reports|Letters|Science|Sciences|Research|Reviews|Clinics|Therapy|Therapeutics|Disease|Diseases"
    r"|Immunology|Allergy|Anaesthesia|Anesthesiology|Pharmacology|Toxicology|Nursing|Bulletin|Transactions|Proceedings|Database|Cases|Wkly|Monatsschr|Hautarzt"
    r"|Cir|Esp|Méd|Klin|Wochenschr"
    r"|[\p{Han}\p{Katakana}\p{Hiragana}]{2,20}(?:杂志|雜誌|雑誌|学报|學報|学杂志|会誌|学会誌|通报|学刊|论坛|医学|医刊|临床)|Вестник|Журнал|Архив|Терапевтический|Клиническая|Российский)\.?"
)
_REGIONS = compiled(
    r"(?:Indian|Chin(?:ese)?|Jpn|Japanese|Korean|Egypt(?:ian)?|Iran(?:ian)?|Turk(?:ish)?|Pak(?:istan)?|Saudi|Arab|Afr(?:ican)?|S|West|East|North|South"
    r"|Braz(?:ilian)?|Can(?:adian)?|Aust(?:ralian?|ralas)?|N Z|NZ|New Zealand|Scand(?:inavian)?|Nord(?:ic)?|Dan(?:ish)?|Swed(?:ish)?|Pol(?:ish)?|Russ(?:ian)?"
    r"|Ital(?:ian)?|Fr(?:ench)?|German?|Span(?:ish)?|Neth(?:erlands)?|Belg|Swiss|Isr(?:ael)?|Ir(?:ish)?|Scott(?:ish)?|Malays(?:ian?)?|Singapore|Thai|Asian?|Asia-Pac(?:ific)?"
    r"|Nepal|Bangladesh|Sri Lanka|Ceylon|Niger(?:ian)?|Ethiop|Sudan|Tunis|Med|Eur(?:opean)?|Int(?:ernational)?|Am(?:erican)?|Br(?:itish)?|World|Open|Global|Our|Orphanet|BMC|JAMA"
    r"|Lancet|Nat(?:ure)?|Front(?:iers in)?|Adv(?:ances in)?|Curr(?:ent)?|Clin(?:ical)?|Exp(?:erimental)?|Pediatr(?:ic)?|Paediatr(?:ic)?|Semin(?:ars)?(?: in)?|Ann(?:als)?|Arch(?:ives)?|Acta|J|Journal|Rev|Cell|Mol)\.?"
)
_NO_JOURNAL = compiled(
    r"(?i)(?:in|from|since|until|between|during|by|at|on|to|after|before|for|with|of|and|or|the|a|an|see|page|pages|figure|figures|fig|table|panel|step|day|week|month|year|years|ages?"
    r"|patients?|case|score|grade|stage|form|room|bed|ward|ext|tel|fax|phone|version|chapter|section|part|video|printed|updated|reviewed|accessed|published|posted|seen|dated|born|died"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|spring|summer|autumn|winter"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|bp|hr|rr|or|ci|mean|median|total|number|no|nr|vol|volume|psalm|john|luke|matthew|mark|genesis|accession|sheet|item|unit"
    r"|clinic|office|lane|avenue|square|criteria|invoice|order|ratio|dose|level|visit|trial|study|cohort|series|group|type|class|phase|question|lesson|box|building|floor|suite|street|road|lot|batch|code|icd|cpt|et|al)[.,:]?"
)
_AUTHOR_FIRST = compiled(
    rf"(?!(?:Eur|Int|Am|Br|Can|Aust|Indian|Chin|Jpn|Clin|Acta|Arch|Ann|Nat|Proc|World|Cent|Open|Scand|Afr|Asian?|Iran|Turk)\s)({SURNAME})\s(?:\p{{Lu}}{{2,3}}|\p{{Lu}}\.(?:\s?\p{{Lu}}\.)*)\s(?=\p{{Lu}})"
)
_AUTHORS_BEFORE = compiled(
    rf"(?:{SURNAME}\s{INITIALS}|&\s{SURNAME}|\band\s{SURNAME}|\bal\.?|\)|(?:Group|Network|Investigators|Collaboration|Committee|Collaborators|Trialists|Consortium))[.,:]?\s?\Z"
)


_NEVER_ALONE = frozenset(
    {"Pract", "Res", "Dis", "Ther", "Med", "Surg", "Rev", "Sci", "Clin", "Care", "Pathol", "Radiol"}
)
_ENDS_TITLE = compiled(r"[\p{Ll}\d)]{2}\.\s\Z")
_SHORT_HEAD = compiled(r"\p{Lu}[\p{L}-]{0,7}(?:\s\p{Lu}[\p{L}-]{0,7})?")
_NOT_IN_NAME = compiled(r"[\d()\[\];:=@/]|,\s\p{Lu}\.?\Z")
_PLACE_YEAR = compiled(r"(?:\p{Lu}[\p{L}. ,]{1,30}\s)?(?:1[89]|20)\d\d")  # Phila Pa 1976
_SUBTITLE = compiled(
    r":\s(?:(?:[Tt]he|[Aa]n?)\s)?(?:(?:[Oo]fficial|[Ii]nternational|[Ii]nterdisciplinary|[Nn]ational|[Cc]linical|[Bb]imonthly|[Qq]uarterly|[Jj]oint)\s){0,2}"
    r"(?:[Jj]ournal|[Pp]ublication|[Oo]rgan|[Pp]roceedings|[Bb]ulletin|[Rr]eview)s?\b[^.;:?!()\[\]\d]{0,110}|:\s(?:CMAJ|CJEM|JEADV|JAAD|JDDG|JBJS|FASEB|MMWR|JAMC|JJAP)\b[^.;:?!()\[\]\d]{0,60}"
)


@cache
def _everyday() -> frozenset[str]:
    """Names of journals that are also everyday words, one a line."""
    return frozenset(files("evidence.data").joinpath("everyday-journals.txt").read_text(encoding="utf-8").split("\n"))


_CONTENT_WORD = compiled(r"\s(?!(?:of|the|and|for|in|on|de|la|et|der|und|für|e|y)\b)\p{Ll}")


@lru_cache(maxsize=4096)
def is_ordinary(written: str) -> bool:
    """Whether a journal's name is also an everyday word or phrase: ``Blood``, ``Amino acids``, ``Blood pressure``.

    Example:
        >>> is_ordinary("Stroke"), is_ordinary("Vital signs"), is_ordinary("JAMA"), is_ordinary("Revue de médecine interne")
        (True, True, False, False)
    """
    words = written.split()
    if len(words) == 1:
        return written.casefold() in _everyday() and not written.isupper()
    return (
        len(words) <= 3
        and _CONTENT_WORD.search(written) is not None
        and words[0] not in ("La", "Le", "Revue", "BMC", "Journal", "Annals", "The", "Acta")
    )


class JournalName(NamedTuple):
    """A journal's name at ``start:end``; ``known`` if the table has it; ``clean_start`` if something other than a word stands before it."""

    start: int
    end: int
    written: str
    known: bool
    clean_start: bool
    journal_like: bool


def journal_before(text: str, end: int, floor: int = 0) -> JournalName | None:
    """The journal's name that ends before ``end``, and does not begin before ``floor``.

    Example:
        >>> journal_before("worked as well Int J Cancer. 2017", 29).written
        'Int J Cancer'
        >>> journal_before("Egypt J Foo Surg 2012", 17).written, journal_before("in spring 2012", 10)
        ('Egypt J Foo Surg', None)
    """
    low = max(floor, end - LOOK_BACK)
    stop = end
    while stop > low and text[stop - 1] in _SEPARATORS:
        stop -= 1
    if stop <= low:
        return None
    tail = stop
    if text[stop - 1] in ")]":  # Actas Dermosifiliogr (Engl Ed)
        opening = max(text.rfind("(", low, stop), text.rfind("[", low, stop))
        inside = text[opening + 1 : stop - 1]
        if (
            opening <= low
            or len(inside) > 90
            or (any(c.isdigit() for c in inside) and not _PLACE_YEAR.fullmatch(inside))
            or not inside[:1].isupper()
        ):
            return None
        stop = opening
        while stop > low and text[stop - 1] == " ":
            stop -= 1
    subtitled = _with_subtitle(text, stop, low)
    if subtitled is not None:
        return JournalName(
            subtitled, tail, _written(text, subtitled, tail), True, _is_clean(text, subtitled, low), True
        )
    quick = _plain_known(text, stop, low)
    if quick is not None:
        return JournalName(quick, tail, _written(text, quick, tail), True, _is_clean(text, quick, low), True)
    run, bound = _run_before(text, stop, low)
    starts = [bound + start for start in _known_ending(text[bound:stop])]
    if text[bound - 1] == "." and bound > low:
        starts[:0] = _in_sections(text, low, bound, stop)
    if run is None and not starts:
        return None
    if text[max(0, stop - 6) : stop].rsplit(" ", maxsplit=1)[-1] in _SMALL:
        return None
    best = _best_known(text, starts, run, stop)
    if best is not None:
        return JournalName(best, tail, _written(text, best, tail), True, _is_clean(text, best, low), True)
    if run is None:
        return None
    start = run
    author = _AUTHOR_FIRST.match(text, start, stop)
    if author:
        start = author.end()
    written = _written(text, start, tail)
    words = written.replace(".", " ").split()
    if (
        not words
        or _NO_JOURNAL.fullmatch(words[0])
        or _NO_JOURNAL.fullmatch(words[-1])
        or len(words) > 14
        or len(written) < 2
        or not _has_letters(written)
    ):
        return None
    like = any(_JOURNAL_WORD.fullmatch(word) for word in words)
    return JournalName(start, tail, written, False, _is_clean(text, start, low) or start != run, like)


def journal_by_place(text: str, end: int, floor: int = 0) -> JournalName | None:
    """The last sentence before ``end``: in a whole reference, what stands between the title and the date is the journal.

    Example:
        >>> journal_by_place("Doe J. Ice for gout. Acta foobarica. 2017", 37).written
        'Acta foobarica'
        >>> journal_by_place("Ice for gout 2017", 13)
    """
    low = max(floor, end - LOOK_BACK)
    stop = end
    while stop > low and text[stop - 1] in _SEPARATORS:
        stop -= 1
    start = max(text.rfind(sign, low, stop) for sign in (". ", "? ", "! ")) + 2
    written = text[start:stop]
    words = written.split()
    if (
        start < low + 2
        or not 2 <= len(words) <= _MOST_PLACED
        or not words[0][0].isupper()
        or _NO_JOURNAL.fullmatch(words[0])
        or _NOT_IN_NAME.search(written)
    ):
        return None
    return JournalName(start, stop, written, False, True, True)


def _with_subtitle(text: str, stop: int, low: int) -> int | None:
    """``Haemophilia : the official journal of …``, as catalogues print it: where such a name begins."""
    colon = text.rfind(": ", low, stop)
    if colon <= low or not _SUBTITLE.fullmatch(text, colon, stop):
        return None
    head = text[low:colon].rstrip()
    for start in _known_ending(head):
        if _is_clean(text, low + start, low):
            return low + start
    return None


def _in_sections(text: str, low: int, bound: int, stop: int) -> list[int]:
    """``American Journal of Foo. Heart and Foo``: long names of the table in which a full stop stands."""
    if text[bound - 2 : bound - 1].isupper():
        return []
    return [
        low + start
        for start in _known_ending(text[low:stop])
        if low + start < bound and len(text[low + start : stop].split()) > 3 and _is_clean(text, low + start, low)
    ]


def _written(text: str, start: int, end: int) -> str:
    written = text[start:end].strip(" ,;:>|·—–-\"'“”‘’")
    return written.rstrip(".") if written.count(".") < 2 or written.endswith("..") else written.removesuffix(".")


def _has_letters(written: str) -> bool:
    return sum(c.isalpha() for c in written) >= 2


def _is_clean(text: str, start: int, low: int) -> bool:
    before = text[:start].rstrip(" *_") if start < 4 else text[max(low - 1, 0) : start].rstrip(" *_")
    return not before or not (before[-1].isalnum() or before[-1] in "%")


@lru_cache(maxsize=4096)
def is_known(name: str) -> bool:
    """Whether the table has a journal of this name; remembered."""
    return is_journal(name)


def _plain_known(text: str, stop: int, low: int) -> int | None:
    """The usual case, quickly: a known name of capitalised words behind a bracket or a word of prose."""
    begin = stop
    while begin > low:
        word = text.rfind(" ", low, begin) + 1 or low
        first = text[word]
        if first in "([":
            return word + 1 if stop > word + 1 and is_known(text[word + 1 : stop]) else None
        if not first.isupper() or text[begin - 1] in _CLOSERS:
            break
        begin = word - 1
    start = begin + 1
    name = text[start:stop]
    if begin <= low or begin >= stop or len(name) > LOOK_BACK or "." in name or "," in name:
        return None
    before = text[text.rfind(" ", low, begin) + 1 : begin]
    if before in _SMALL or not before[:1].islower() or not (" " in name or name.isupper()):
        return None
    return start if is_known(name) else None


@lru_cache(maxsize=4096)
def _known_ending(window: str) -> tuple[int, ...]:
    return journals_ending(window, len(window))


def _run_before(text: str, stop: int, low: int) -> tuple[int | None, int]:
    """The start of the run of capitalised words that ends at ``stop``, and the place before which no name can begin."""
    tokens: list[tuple[int, int]] = []
    bound, finish, lower = low, stop, 0
    while finish > low and len(tokens) < _MOST_WORDS:
        begin = text.rfind(" ", low, finish) + 1 or low
        if begin == finish:
            finish -= 1
            continue
        closer, opener = text[finish - 1], text[begin]
        if tokens and (
            closer in _CLOSERS
            or (closer in ".:" and ((finish - begin > 3 and opener.islower()) or finish - begin > 10))
        ):
            bound = finish
            break
        tokens.append((begin, finish))
        lower = lower + 1 if opener.islower() and text[begin:finish] not in _SMALL else 0
        if lower > _MOST_LOWER:
            bound = finish
            break
        if opener in '(["“':
            bound = begin + 1
            break
        finish = begin
    tokens.reverse()
    return _run(text, stop, low, tokens), bound


def _run(text: str, stop: int, low: int, tokens: list[tuple[int, int]]) -> int | None:
    if not tokens:
        return None
    dotted = text[stop : stop + 1] == "."
    start: int | None = None
    for index in range(len(tokens) - 1, -1, -1):
        begin, finish = tokens[index]
        if begin == low and low > 0 and not text[low - 1].isspace() and text[low - 1] not in "([":
            break
        word = text[begin:finish]
        bare = word.lstrip("([{\"'“‘«*_")
        opened = len(bare) != len(word)
        begin += len(word) - len(bare)
        last = index == len(tokens) - 1
        if not last and start is not None:
            closer = bare[-1:]
            if closer in ';:?!|·—–/)"”]’»' or (
                closer == "," and bare[:-1].islower() is False and not _comma_inside(text, tokens, index)
            ):
                break
            if closer == "." and not (dotted and len(bare) <= 9 and bare[:1].isupper()):
                break
        core = bare.rstrip(".,")
        if not core:
            break
        if core in _SMALL and not last:
            continue
        if (
            not (core[0].isupper() or (core[0].isdigit() is False and not core[0].islower() and core[0].isalpha()))
            or "=" in core
            or "@" in core
        ):
            if core[:2] in ("d'", "l'") and len(core) > 3 and start is not None:
                start = begin
                continue
            break
        if core.endswith(":"):
            break
        start = begin
        if opened:
            break
    return start


def _comma_inside(text: str, tokens: list[tuple[int, int]], index: int) -> bool:
    """``Ear, Nose and Throat Journal``: a comma belongs to a title in which ``and`` or ``&`` follows within three words."""
    ahead = [text[a:b] for a, b in tokens[index + 1 : index + 4]]
    return any(word in ("and", "&", "und", "et", "y") for word in ahead)


def _best_known(text: str, starts: list[int], run: int | None, stop: int) -> int | None:
    """Of the known names that end here, the one that is meant; ``None`` if a longer, unknown name fits better."""
    if not starts:
        return None
    for start in starts:
        if _is_clean(text, start, 0) and not _after_comma_in_title(text, start, run):
            return start
    start = starts[0]
    if run is None or run >= start:
        return start
    before = text[run:start].rstrip()
    last = before.split()[-1] if before.split() else ""
    if last in _SMALL:  # Archives of Foo and Dermatology
        head = before[: -len(last)].split()
        return None if head and any(_JOURNAL_WORD.fullmatch(word.rstrip(",")) for word in head) else start
    if _AUTHORS_BEFORE.search(before):
        name = _AUTHOR_FIRST.match(text, run, start)
        if name or not _REGIONS.fullmatch(last):
            return start
    name = text[start:stop]
    if name in _NEVER_ALONE:  # the end of a name that the table does not know: Pain Pract
        return None
    if name.isupper() and len(name) <= 6:
        return start
    if _ENDS_TITLE.search(text, max(0, run - 4), run) and _SHORT_HEAD.fullmatch(before) and not name.startswith("The "):
        return None  # "… of the skin. N Engi J Med": all that stands between the title and the date
    if _REGIONS.fullmatch(last) or (
        name.startswith(("J ", "J. ", "Journal"))
        and _JOURNAL_WORD.search(before + " ") is None
        and len(before.split()) == 1
        and not before.endswith((".", ","))
    ):
        return None
    return start


def _after_comma_in_title(text: str, start: int, run: int | None) -> bool:
    """``Journal of Neurology, Neurosurgery and Psychiatry`` when the table only knows its end."""
    return (
        run is not None
        and run < start
        and text[run:start].rstrip().endswith(",")
        and any(_JOURNAL_WORD.fullmatch(w) for w in text[run:start].split()[:1])
        and not is_journal(text[run:start])
    )

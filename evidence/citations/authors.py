"""Authors in the manners of Vancouver, AMA, APA, Harvard, Chicago and running text, and groups that sign as one author."""

from __future__ import annotations

from typing import NamedTuple

from evidence.citations.pieces import ET_AL, INITIALS, SUFFIX, SURNAME, Match, Pattern, compiled

_SURNAMES = rf"{SURNAME}(?:\s(?!{INITIALS}(?:[\s,.;:]|$)){SURNAME}){{0,2}}"
VANCOUVER = rf"{_SURNAMES}\s{{1,2}}{INITIALS}{SUFFIX}"
_APA = rf"{_SURNAMES},\s?(?:\p{{Lu}}\.[\s-]?){{1,4}}{SUFFIX}"
_DOTLESS_APA = rf"{_SURNAMES},\s(?:\p{{Lu}}{{1,3}})(?![\p{{L}}.'’])"
_INITIALS_FIRST = rf"(?:(?:\p{{Lu}}\.[\s-]?){{1,4}}|\p{{Lu}}{{1,3}}\.?\s){_SURNAMES}"
_GIVEN = rf"{_SURNAMES},\s\p{{Lu}}[\p{{L}}'’-]+(?:\s\p{{Lu}}[\p{{L}}'’-]++(?=\s?[;,.(]|\s\p{{Lu}}\.))?(?:\s\p{{Lu}}(?![\p{{L}}'’-])\.?){{0,3}}"
_GIVEN_FIRST = r"\p{Lu}[\p{Ll}'’-]+(?:\s\p{Lu}\.?){0,2}" + rf"\s{SURNAME}"
_AND = r"(?:(?:,?\s|(?<=[\s,]))(?:and|und|et|y)\s|,?\s?&\s?)"
_NEXT = rf"(?:\s?[,;]\s?(?:(?:…|\.{{3}}|\.\s\.\s\.)\s?)?(?:(?:and|&)\s)?|{_AND}|\s?[·/]\s?)"

GROUP_WORD = (
    r"(?:Group|Groups|Network|Investigators|Collaboration|Collaborative|Collaborators|Committee|Trialists|Consortium|Association|Society|Federation|Organi[sz]ation"
    r"|Academy|College|Panel|Task Force|Council|Initiative|Institute|Institutes|Agency|Commission|Foundation|Alliance|Team|Board|Partnership|Registry|Unit|Force|Union|Department|Ministry"
    r"|Centers for Disease Control and Prevention|Centre|Center|Program|Programme)"
)
_GROUP_START = r"(?:\p{Lu}[\p{L}\d'’/-]*|\d{4}(?=\s\p{Lu}))"
_GROUP = (
    r"(?:Kidney Disease:? Improving Global Outcomes(?:,? \(KDIGO\))?(?: \p{Lu}[\p{L}-]+){0,4}(?: Work Group)?|"  # a colon inside a name
    rf"(?:(?:the|The)\s)?{_GROUP_START}(?:,?\s(?:{_GROUP_START}|of|the|and|for|on|in|de|la|traditional|to|&|\([\p{{Lu}}-]{{2,12}}\)))"
    r"{0,14}"
    rf"\s{GROUP_WORD}(?:\s(?:of|for|on|in)\s(?:the\s)?(?:\p{{Lu}}[\p{{L}}-]*|and|of|the|for|,)(?:,?\s(?:\p{{Lu}}[\p{{L}}-]*|and|of|the|for|on|in)){{0,10}})?"
    rf"(?:\s?\(\p{{Lu}}[\w-]{{1,12}}\))?)"
)
GROUP = compiled(_GROUP)
BODY = compiled(
    r"(?:NICE|NIOSH|WHO|CDC|KDIGO|GINA|GOLD|ACOG|AAP|AAD|ESC|ACC/AHA|AHA|ACC|EASL|AASLD|ASCO|ESMO|NCCN|SIGN|BAD|BTS|ATS|IDSA|ADA|EULAR|ACR|EMA|FDA|NIH|RCOG|RCPCH|USPSTF"
    r"|ISTH|WFH|World Health Organi[sz]ation|Global Initiative for (?:Asthma|Chronic Obstructive Lung Disease)|National Institute for Health and (?:Care|Clinical) Excellence"
    r"|Cochrane|Centers for Disease Control and Prevention|Royal College of [\p{Lu}][\p{L} ]{3,40}|American [\p{Lu}][\p{L}]+ Association)"
)

_IS_GROUP = compiled(rf"\s{GROUP_WORD}\b")
_STYLES = tuple(
    (name, compiled(one), compiled(rf"{_NEXT}{one}"))
    for name, one in (
        ("apa", _APA),
        ("vancouver", VANCOUVER),
        ("initials first", _INITIALS_FIRST),
        ("dotless apa", _DOTLESS_APA),
    )
)
_FULL_NAMES = compiled(rf"{_GIVEN}(?:\s?;\s?{_GIVEN}){{1,40}}+(?:(?=\s?[.;]|\s?\()|(?<=\.)(?=\s))")
_CHICAGO = compiled(  # Smith, John, Ann B. Roe, and Jane Doe. | Smith, John, et al.
    rf"(?P<first>{SURNAME},\s\p{{Lu}}[\p{{Ll}}'’-]+(?:\s\p{{Lu}}\.?)?)(?:(?P<others>(?:,\s{_GIVEN_FIRST}){{0,10}},?\sand\s{_GIVEN_FIRST})|(?P<etal>{ET_AL}))(?=\s?[.(])"
)
_POSSESSIVE = compiled(r"['’]s\b")
_SURNAME_LIST = compiled(rf"{_SURNAMES}(?:,\s{SURNAME}){{0,4}}(?:{_AND}{_SURNAMES})?")
_AFTER = compiled(rf"\s?(?P<etal>{ET_AL})?\s?[.,:;]{{0,2}}")
_ETAL = compiled(rf"{ET_AL}\s?[.,:;]{{0,2}}")
_GLUED = compiled(r"(?:\p{Lu}\p{Ll}+\p{Lu}{1,2}(?=\p{Lu}\p{Ll})){2,30}")
_GLUED_ONE = compiled(r"(\p{Lu}\p{Ll}+)(\p{Lu}{1,2})(?=\p{Lu}\p{Ll}|\Z)")
_JOINED = compiled(_AND)
_BETWEEN = compiled(r",?\sand\s|,\s")
_NEXT_INITIALS = compiled(rf"{_NEXT}{_INITIALS_FIRST}")
_NEXT_GROUP = compiled(rf"\s?[;,]\s?(?:(?:on behalf of|for|and)\s)?(?:the\s)?(?P<group>{_GROUP})(?=\s?[.:(])")
_SIGNED_GROUP = compiled(  # et al; RAISE study group investigators. | et al, for the FOO Investigators and Committees.
    rf"\s?(?:(?:on behalf of|for|and)\s)?(?:the\s)?(?P<group>{_GROUP_START}(?:,?\s(?:{_GROUP_START}|\d{{1,2}}|of|the|and|for|on|in|de|la|&)){{0,14}}?"
    rf"\s(?:{GROUP_WORD}|(?:study|trial)\s(?:group|investigators|team))(?:\s(?:and\s)?(?:[Ii]nvestigators|[Cc]ommittees?|[Cc]ollaborators))?)\s?[.:]\s"
)
_SPLIT = compiled(
    rf"(?P<family>\S.*?)\s{{1,2}}(?P<initials>(?:\p{{Lu}}\.?[\s-]?){{1,5}}|\p{{Lu}}\p{{Ll}})(?P<suffix>{SUFFIX})"
)
_SPLIT_FIRST = compiled(rf"(?P<initials>(?:\p{{Lu}}\.[\s-]?){{1,4}}|\p{{Lu}}{{1,3}})\.?\s?(?P<family>{_SURNAMES})")
_EDITORS = compiled(r"\s?(?:,\s)?\(?(?:[Ee]ds?|[Ee]ditors?|Hrsg)(?!\p{L})\.?\)?[.,:]?")


class Authors(NamedTuple):
    """Names as ``"Family, Initials"``, and where they end in the text."""

    names: tuple[str, ...]
    end: int
    et_al: bool = False
    style: str = ""


def parse_authors(text: str, start: int = 0, end: int | None = None) -> Authors | None:
    """The author list that begins at ``start``; surnames without initials only with ``et al``, ``and`` or ``&``.

    Example:
        >>> parse_authors("de Sousa LG, Liu S, et al. Title").names
        ('de Sousa, LG', 'Liu, S')
        >>> parse_authors("Brusselle, G. G., Jordens, P., et al. (2013)").names, parse_authors("JJ Saucerman and DM Bers, Title").names
        (('Brusselle, G. G.', 'Jordens, P.'), ('Saucerman, JJ', 'Bers, DM'))
        >>> parse_authors("Roberts DT, Boyle J; British Association of Dermatologists. Guidelines").names[-1]
        'British Association of Dermatologists'
    """
    stop = len(text) if end is None else end
    for name, first, following in _STYLES:
        if name == "initials first" and BODY.match(text, start, stop):
            continue
        match = first.match(text, start, stop)
        if match and name == "initials first" and (_IS_GROUP.search(match[0]) or _in_group(text, match, stop)):
            continue  # ICE Collaborative Group
        if match:
            found = _list(text, match, following, name, stop)
            if name != "dotless apa" or len(found.names) > 1 or found.et_al:
                return found
    match = _FULL_NAMES.match(text, start, stop)
    if match:
        names = tuple(part.strip() for part in match[0].split(";"))
        return Authors(names, _closed(text, match.end(), stop), False, "full")
    match = _CHICAGO.match(text, start, stop)
    if match:
        return _chicago(text, match, stop)
    match = _SURNAME_LIST.match(text, start, stop)
    if match and not _in_group(text, match, stop) and not _POSSESSIVE.search(match[0]):  # Goodman & Gilman's
        etal = _ETAL.match(text, match.end(), stop)
        joined = _JOINED.search(match[0])
        if etal or joined:
            names = tuple(part.strip() for part in _JOINED.sub(",", match[0]).split(",") if part.strip())
            return Authors(names, etal.end() if etal else match.end(), bool(etal), "surnames")
    match = _GLUED.match(text, start, stop)
    if match:
        return Authors(tuple(f"{m[1]}, {m[2]}" for m in _GLUED_ONE.finditer(match[0])), match.end(), False, "glued")
    return None


def _in_group(text: str, match: Match, stop: int) -> bool:
    """Whether what looks like names is the beginning of a group's: "The ICE Officers and Coordinators for the ICE Group"."""
    group = GROUP.match(text, match.start(), stop)
    return group is not None and group.end() > match.end()


def _list(text: str, match: Match, following: Pattern, style: str, stop: int) -> Authors:
    names = [_name(match[0], style)]
    at = match.end()
    et_al = False
    while len(names) < 400:
        etal = _ETAL.match(text, at, stop)
        if etal:
            group = _SIGNED_GROUP.match(text, etal.end(), stop) if etal[0].rstrip()[-1] in ",;" else None
            if group:
                return Authors((*names, group["group"]), group.end() - 1, True, style)
            return Authors(tuple(names), etal.end(), True, style)
        step = following.match(text, at, stop)
        if not step:
            other = _NEXT_INITIALS.match(text, at, stop) if style == "apa" else None
            if other:
                names.append(_name(_strip_next(other[0]), "initials first"))
                at = other.end()
                continue
            break
        name = _strip_next(step[0])
        signed = GROUP.match(text, step.end() - len(name), stop)
        if signed and signed.end() > step.end():  # …, Henter JI, NOPHO ITP Working Group
            break
        names.append(_name(name, style))
        at = step.end()
    group = _NEXT_GROUP.match(text, at, stop)
    if group:
        names.append(group["group"])
        at = group.end()
    edited = _EDITORS.match(text, at, stop)
    if edited:
        at = edited.end()
    return Authors(tuple(names), _closed(text, at, stop), et_al, style)


def _chicago(text: str, match: Match, stop: int) -> Authors:
    names = [match["first"]]
    for name in _BETWEEN.split(match["others"] or ""):
        words = name.split()
        if words:
            names.append(f"{words[-1]}, {' '.join(words[:-1])}")
    return Authors(tuple(names), _closed(text, match.end(), stop), bool(match["etal"]), "full")


def _strip_next(part: str) -> str:
    part = part.lstrip(" ,;·&.…")
    for word in ("and ", "und ", "et ", "y "):
        part = part.removeprefix(word)
    return part.lstrip(" ,&")


def _closed(text: str, at: int, stop: int) -> int:
    match = _AFTER.match(text, at, stop)
    return match.end() if match else at


def _name(part: str, style: str) -> str:
    part = " ".join(part.split())
    if style == "vancouver":
        match = _SPLIT.fullmatch(part)
        return (
            f"{match['family']}, {match['initials'].strip()}{match['suffix'].replace(',', '').rstrip('.')}"
            if match
            else part
        )
    if style == "initials first":
        match = _SPLIT_FIRST.fullmatch(part)
        return f"{match['family']}, {match['initials'].strip()}" if match else part
    return part


_NO_NAME = compiled(
    r"(?i)(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|spring|summer|autumn|fall|winter|early|late|mid"
    r"|figure|fig|table|page|version|edition|updated?|revised|reviewed|accessed|printed|published|since|in|by|from|until|before|after|during|of|the|and|chapter|section|guidelines?|forthcoming"
    r"|online|epub|release|issue|vol|volume|number|no|pages?|pp|london|boston|paris|vienna|berlin|geneva|chicago|rome|madrid|toronto|tokyo|usa|uk|us|eu|germany|france|italy|spain|canada|china|japan"
    r"|india|england|europe|america|africa|asia|scotland|wales|ireland|sweden|norway|denmark|netherlands|switzerland|austria|australia|york|washington|philadelphia|baltimore|amsterdam|barcelona"
    r"|milan|sydney|helsinki|heidelberg|munich|zurich|oxford|cambridge|edinburgh|dublin|copyright|who|nice|fda|ema|nhs|protocol|trial|study|cohort|group|year|monday|tuesday|wednesday|thursday"
    r"|friday|saturday|sunday|clinic|ward|unit|hospital|university|department|dr|prof|mr|mrs|ms|ltd|inc|gmbh|lot|batch|room|born|died|type|case|patient|order|invoice|meeting|approved|licensed"
    r"|introduced|started|founded|since|until|score|criteria|classification|consensus|statement|society|conference|congress|olympics|census|act|law|form|card|sheet|box|bed|mri|ct|pet|ecg|eeg"
    r"|review|reviewed|comment|erratum|editorial|sirolimus|aspirin|vincristine|propranolol)[.,]?"
)


def is_no_name(names: tuple[str, ...]) -> bool:
    """Whether one of the names is a place, a month or a heading that only looks like a surname; beside initials it is one.

    Example:
        >>> is_no_name(("Denmark", "Sweden")), is_no_name(("London, GM",))
        (True, False)
    """
    return any(_NO_NAME.fullmatch(word) for name in names if ", " not in name for word in name.split())

"""What a statement says about the study behind it, as written; never a grade."""

from __future__ import annotations

import regex

from evidence.claims.wording import word_set

_COUNT = r"(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|a\s(?:hundred|dozen))"
_STUDY = regex.compile(
    rf"""(?xi)\b(?:
        (?:(?:network|cochrane|individual\spatient|updated|large|recent|small|umbrella|the|a|new)\s)?(?:meta-?\s?analys[ie]s|systematic\sreviews?|cochrane\sreviews?)(?:\sof\s{_COUNT}\s(?:\p{{L}}+\s){{0,2}}(?:trials|studies|patients|reports|cases)(?:\sand\s{_COUNT}\s(?:patients|participants|people))?)?
      | (?:(?:double-?\s?blind(?:ed)?|single-?\s?blind(?:ed)?|open-?\s?label|placebo-?\s?controlled|multicentre|multicenter|pragmatic|small|large|older|old|german|pivotal|phase\s[1-4IV]+b?|crossover|cross-over|head-to-head|randomi[sz]ed|controlled|clinical|registered|american|european|british|french|italian|danish|dutch|chinese|japanese|pilot|early|first|second|later),?\s){{1,5}}(?:trials?|stud(?:y|ies))
      | (?:randomi[sz]ed|RCTs?)\b(?:\s(?:trials?|stud(?:y|ies)|comparison))?
      | (?:retrospective|prospective|observational|population|registry|cohort|case-control|multicentre|multicenter|single-centre|emergency\sdepartment)(?:\s\p{{L}}+)?\s(?:stud(?:y|ies)|review|series|cohort|analysis|data)(?:\sof\s{_COUNT}\s(?:\p{{L}}+\s){{0,3}}(?:patients|cases|children|infants|adults|people|eyes|women|men))?
      | case\s(?:reports?|series)(?:\sof\s{_COUNT})? | (?:a\s)?series\sof\s{_COUNT}(?:\s(?:patients|cases|children|infants|adults|women|men|eyes))? | (?:(?:single|small|large|early|recent|older|open|retrospective|prospective|population|national|hospital|two-centre)\s)?(?:case|report|series|cohort|audit|survey)(?=\s(?:of|found|from|in)\b|[,;:.]) | claims\sdata | registry(?:\sdata)? | audit
      | {_COUNT}\s(?:evaluable\s|progressive\s|treated\s|consecutive\s)?(?:patients|cases|children|infants|adults|women|men|eyes|volunteers|participants)
      | n\s?=\s?\d[\d,]* | trials?
    )\b"""
)


STUDY_WORDS = word_set(
    """trial trials study studies review reviews analysis analyses metaanalysis metaanalyses randomized rct rcts cohort registry series report
    reports case cases audit survey data n patients children infants adults women men eyes volunteers participants"""
)
"""Folded words; where none of them stands, nothing is said of a study."""


def find_study(text: str) -> str | None:
    """The study words of a statement, as they stand there, or ``None``; the most telling one if there are several.

    Example:
        >>> find_study("In a meta-analysis of 21 trials it ranked first"), find_study("It works"), find_study("In 52 progressive cases, it helped")
        ('a meta-analysis of 21 trials', None, '52 progressive cases')
    """
    found = [match[0] for match in _STUDY.finditer(text)]
    return max(found, key=len) if found else None

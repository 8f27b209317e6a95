"""A sentence cut into statements: one group of therapies, one verdict, and the citations that stand with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from evidence.claims.regimens import Group
from evidence.claims.wording import ARROW, CITATION, word_set

_CONTRAST = frozenset({"but", "yet", "whereas", "while", "although", "though", "however", "whilst"})
_WEAK = frozenset({",", "and", "or", "then", ":", "—", "–", ARROW})
_STRONG = frozenset({";", ".", "!", "?"})
_SIGNS = frozenset({CITATION, "and", ","}) | _STRONG | _CONTRAST
"""Where a statement can end."""
_CLOSING = frozenset({",", ";", ")", "]", ".", ":"})
_TOGETHER = frozenset({"and", "together", "the", "in", "both"})
_SAID_OF_BOTH = frozenset({"together", "combination", "two"})
"""Without one of these no verdict on a combination begins."""
_AUXILIARIES = word_set("has have had did does do was were is are can may")
_FINDS = word_set("found find finds saw showed shows reported report reports confirmed confirms says said got")
_SHORT_REPORT = 8
_TELLING = frozenset({"causes", "caused", "cause", "triggers", "induces", "follows", "mimics"})
"""Verbs by which a statement says something of its own, though no verdict."""
_ROUTES = frozenset(
    {"oral", "topical", "intravenous", "inhaled", "plain", "low", "high", "the", "subcutaneous", "intramuscular"}
)
_PRONOUNS = frozenset({"it", "they", "this", "both"})
_PRONOUN_REACH = 7
_TOO = word_set("too also either so however though well as")
_ALONE = (("alone",), ("on", "its", "own"), ("by", "itself"), ("as", "monotherapy"), ("on", "their", "own"))


Tells = Callable[[int, int], str | None]
_AROUND_CITATION = frozenset({"(", ")", "[", "]", CITATION})
_CITED_NAME = _AROUND_CITATION | word_set(
    "T D , ; . and or / & both either oral topical intravenous low high dose also even then"
)


class Statement(NamedTuple):
    """Tokens ``first`` to ``last`` (one past the end) of a sentence, and the group that they speak of, if they name one."""

    first: int
    last: int
    group: Group | None


def split_statements(
    forms: list[str],
    groups: tuple[Group, ...],
    tells: Callable[[int, int], str | None],
    backbones: frozenset[int] = frozenset(),
) -> tuple[Statement, ...]:
    """Cut a sentence between its groups of therapies, and behind a citation where a new verdict begins.

    Args:
        forms: The sentence's words.
        groups: Its groups, from left to right.
        tells: The direction of the verdict that the tokens from one index to another give, if they give one.
        backbones: Indexes of therapies to which another is added: "X alone failed; added to Y it worked" is two regimens.

    Returns:
        Statements that cover the sentence without a gap. A group for which no cut is found is an object of the verb and yields none.
    """
    pieces: list[Statement] = []
    start, current = 0, groups[0] if groups else None
    for group in groups[1:]:
        assert current is not None
        cut = _cut_between(forms, current.last + 1, group.first, tells)
        if cut is None:
            continue
        pieces.append(Statement(start, cut, current))
        start, current = cut, group
    pieces.append(Statement(start, len(forms), current))
    pieces[:1] = _cut_behind_pronoun(forms, pieces[0], tells)
    return tuple(part for piece in pieces for part in _cut_behind_citations(forms, piece, tells, backbones))


def _cut_behind_pronoun(forms: list[str], piece: Statement, tells: Tells) -> tuple[Statement, ...]:
    """ "It failed in most; X cleared them": the clause of what was spoken of before, and the one that names its own subject."""
    if piece.group is None or _PRONOUNS.isdisjoint(forms[piece.first : piece.first + _PRONOUN_REACH]):
        return (piece,)
    between = forms[piece.first : piece.group.first]
    for wanted in (_STRONG | {":"}, _CONTRAST, {"and", "so"}):
        found = [index for index, form in enumerate(between) if form in wanted]
        if not found:
            continue
        cut = piece.first + found[-1] + (wanted is not _CONTRAST and between[found[-1]] not in {"and", "so"})
        if not _PRONOUNS.isdisjoint(between[: max(0, found[-1] - 1)]) and tells(
            piece.first, cut
        ):  # not "Not worth it: X"
            return Statement(piece.first, cut, None), Statement(cut, piece.last, piece.group)
    return (piece,)


def _cut_between(forms: list[str], start: int, end: int, tells: Callable[[int, int], str | None]) -> int | None:
    own = _behind_own_citation(forms, start, end)
    if own > start and tells(own, end):
        start = own  # "X [1] works, whereas Y [2] fails": the name's own citation is no end of its statement
    between = forms[start:end]
    cites = [index for index, form in enumerate(between) if form == CITATION]
    if cites:
        return _behind(forms, start + cites[-1] + 1)
    for wanted in (_STRONG, _CONTRAST):
        found = [index for index, form in enumerate(between) if form in wanted]
        if found:
            return start + found[-1] + (wanted is _STRONG)
    found = [index for index, form in enumerate(between) if form in _WEAK]
    if not found:
        return None
    # "relieves pain and, in children, X shortens the stay": the first sign behind which no verdict stands any more
    for index in found:
        if not tells(start + index + 1, end):
            return start + index + (between[index] in {",", ":"})
    return start + found[-1] + (between[found[-1]] in {",", ":"})


def _behind_own_citation(forms: list[str], start: int, end: int) -> int:
    """Where a name's own citation ends, if one stands right behind the name."""
    index, cited = start, False
    while index < end and forms[index] in _AROUND_CITATION:
        cited = cited or forms[index] == CITATION
        index += 1
    return index if cited else start


def find_lender(forms: list[str], statements: tuple[Statement, ...], order: int, tells: Tells) -> int | None:
    """The statement whose verdict a mere name with its own citation shares: "X [1], Y [2] and Z [3] work", "an option is X [1] or Y [2]".

    Args:
        forms: The sentence's words.
        statements: Its statements.
        order: Which of them says nothing.
        tells: The direction of the verdict between two tokens, if there is one.
    """
    if not _is_cited_name(forms, statements[order]):
        lent = order + 1 < len(statements) and not _is_cited(forms, statements[order])
        return order + 1 if lent and not _TELLING & set(forms[slice(*statements[order][:2])]) else None
    for other in range(order + 1, len(statements)):
        if tells(statements[other].first, statements[other].last):
            return other
        if not _is_cited_name(forms, statements[other]):
            break
    for other in range(order - 1, -1, -1):
        if tells(statements[other].first, statements[other].last):
            return other
        if not _is_cited_name(forms, statements[other]):
            break
    return None


def _is_cited(forms: list[str], statement: Statement) -> bool:
    return CITATION in forms[statement.first : statement.last]


def _is_cited_name(forms: list[str], statement: Statement) -> bool:
    """Whether a statement is nothing but names, their citation and the signs of a list."""
    own = forms[statement.first : statement.last]
    return statement.group is not None and CITATION in own and _CITED_NAME.issuperset(own)


def _behind(forms: list[str], index: int) -> int:
    while index < len(forms) and forms[index] in _CLOSING | {CITATION}:
        index += 1
    return index


def _cut_behind_citations(
    forms: list[str], piece: Statement, tells: Callable[[int, int], str | None], backbones: frozenset[int]
) -> tuple[Statement, ...]:
    out: list[Statement] = []
    start, group, looked = piece.first, piece.group, piece.first
    own = forms[start : piece.last]
    if not backbones and CITATION not in own and _SAID_OF_BOTH.isdisjoint(own):
        return (piece,)
    for index, form in enumerate(own, start):
        if form not in _SIGNS or index < looked:
            continue
        cut = _behind(forms, index + 1) if form == CITATION else index + 1 if form in _STRONG else index
        if form == CITATION and cut < piece.last and _is_new(forms, cut, piece.last, tells) and tells(start, index):
            out.append(Statement(start, cut, group if _holds(group, start, cut) else None))
            start = cut
        elif (
            backbones
            and (form in _STRONG or form in _CONTRAST)
            and any(cut <= other < piece.last for other in backbones)
        ):
            alone = any(tuple(forms[i : i + len(words)]) == words for words in _ALONE for i in range(start, index))
            if alone and tells(start, index) and tells(cut, piece.last):
                out.append(Statement(start, cut, group if _holds(group, start, cut) else None))
                start = cut
        elif (
            form in {"and", ","}
            and is_together(forms, index + 1)
            and tells(start, index)
            and tells(index + 1, piece.last)
        ):
            out.append(Statement(start, index + 1, group if _holds(group, start, index) else None))
            start = index + 1
        if form == CITATION:
            looked = cut
    out.append(Statement(start, piece.last, group if _holds(group, start, piece.last) else None))
    return tuple(out)


def _is_new(forms: list[str], start: int, end: int, tells: Callable[[int, int], str | None]) -> bool:
    told = tells(start, end)
    if told is None:
        return False
    cited = CITATION in forms[start:end]
    return cited or (told != "mentioned" and forms[start] not in {"and", "so", "which", "hence", "although", "though"})


def _holds(group: Group | None, start: int, end: int) -> bool:
    return group is not None and start <= group.first < end


def is_together(forms: list[str], index: int) -> bool:
    """Whether the verdict on a combination begins here: "… and together they do better"."""
    words = forms[index : index + 4]
    if not words or words[0] not in _TOGETHER:
        return False
    if words[:1] == ["and"]:
        words = words[1:]
    return (words[:1] == ["together"] and words[1:2] not in (["with"], [])) or words[:2] in (
        ["the", "combination"],
        ["in", "combination"],
        ["both", "together"],
        ["the", "two"],
    )


def echoes(forms: list[str], index: int) -> bool:
    """Whether the words before a therapy repeat the verdict before it: "as has X", "so did X"."""
    if index and forms[index - 1] in _ROUTES:
        index -= 1  # "so did intravenous X"
    words = forms[max(0, index - 2) : index]
    return len(words) == 2 and words[0] in {"as", "so", "nor", "neither"} and words[1] in _AUXILIARIES


def find_repeated_verb(forms: list[str], statement: Statement) -> str | None:
    """The auxiliary, with its "not", that is all a statement says of its therapy: "X fails; Y does not"; "not" alone in "X works, not Y".

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> def verb(text):
        ...     forms = find_tokens(text, 0, len(text), ((0, 1, "T"),)).forms
        ...     return find_repeated_verb(forms, Statement(0, len(forms), Group(0, 0, ((0,),))))
        >>> verb("Y does not."), verb("Y did, too."), verb("Y does harm.")
        ('does not', 'did', None)
    """
    if statement.group is None:
        return None
    behind = forms[statement.group.last + 1 : statement.last]
    if behind[:1] == [":"]:
        return None  # "X: don't" is an order
    words = [form for form in behind if form[0].isalpha() and form != CITATION and form not in _TOO]
    if is_denied(forms, statement):
        return "not" if not words else None
    if words[:1] and words[0] in _AUXILIARIES and words[1:] in ([], ["not"]):
        return " ".join(words)
    return None


def is_denied(forms: list[str], statement: Statement) -> bool:
    """Whether a statement excepts its therapy: ", but not Y", "not Y".

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> forms = find_tokens("X works, but not Y.", 0, 19, ((0, 1, "T"), (17, 18, "T"))).forms
        >>> is_denied(forms, Statement(3, 7, Group(5, 5, ((5,),))))
        True
    """
    if statement.group is None or forms[statement.group.first - 1] != "not":
        return False
    opening = forms[statement.first : statement.group.first]
    return opening[-1:] == ["not"] and all(form in {"but", "and", "so", ","} for form in opening[:-1])


def finds_the_same(forms: list[str]) -> bool:
    """Whether a sentence tells that others found what was said before: "The Dutch found the same".

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> finds_the_same(find_tokens("The Dutch found the same.", 0, 25).forms), finds_the_same(find_tokens("The same dose was found.", 0, 24).forms)
        (True, False)
    """
    words = [form for form in forms if form[0].isalpha() and form != CITATION][:_SHORT_REPORT]
    return any(words[at] in _FINDS and words[at + 1 : at + 3] == ["the", "same"] for at in range(len(words)))


def has_own_topic(forms: list[str], first: int) -> bool:
    """Whether a statement names its subject, known or not, before a colon: "Cough syrup: out." under the heading of something else."""
    return ":" in forms[first : first + 5]


def joins_pronoun(forms: list[str], first: int, group: Group | None) -> bool:
    """Whether a statement is about its therapy together with the one before: "With X it worked"."""
    if group is None or forms[first] not in {"with", "plus", "combined"} or not 0 < group.first - first <= 4:
        return False
    return group.last + 1 < len(forms) and forms[group.last + 1] in {"it", "they", ","}

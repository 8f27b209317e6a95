"""Statements without a verdict word: a place in the order of treatment, an instruction, or no claim at all."""

from __future__ import annotations

from evidence.claims.direction import Verdict
from evidence.claims.measured import DOSES
from evidence.claims.regimens import Group
from evidence.claims.wording import ARROW, CITATION, THERAPY, word_set

_NO_CLAIM_VERBS = word_set(
    """check measure monitor screen ask test weigh record confirm look send call tell write repeat count clip wash see find examine exclude
    watch wait image scan culture swab biopsy document review note remember stop hold withhold taper reduce count plot calculate score
    aspirate listen refer discuss explain warn photograph admit discharge wean"""
)
_ORDERS = word_set(
    """give use start add offer try apply inject begin prescribe switch move continue treat choose take keep put prefer go load infuse
    get substitute restart resume step escalate combine do consider swap turn reach follow"""
)
_CUSTOMARY = word_set("usually always still now often mostly generally routinely also just simply here then mainly")
_PLACE_WORDS = word_set(
    """for if when in where below above after before within until at during under on ≤ from between early only every while daily against post pre"""
)
_MOMENTS = {
    "on": (["suspicion"], ["admission"], ["arrival"], ["demand"], ["request"]),
    "from": (["week"], ["day"], ["month"], ["diagnosis"], ["birth"]),
}
"""When it is given: "on suspicion", "from week 4"."""
_DURATION_UNITS = word_set(
    """day days week weeks month months year years hour hours hors minute minutes night nights dose doses cycle cycles session sessions d h wk
    mg g mcg ml kg iu units"""
)
_NUMBER_WORDS = word_set("one two three four five six seven eight nine ten twelve fourteen a an several")
_HARMLESS = word_set(
    """, ; : . ( ) [ ] / + & and or the a an of oral topical daily twice once weekly mg g mcg ml kg iu units % per kg/m2 low high dose single
    short long course courses systemic intravenous inhaled nebulized cream ointment gel tablets tablet drops spray weekly monthly by mouth
    alone plus with then * _ " ' ! ? – — °"""
)
_COURSE_WORDS = _DURATION_UNITS | _NUMBER_WORDS | {"every", "od", "bd", "tds", "qds"}
_NAME_WORDS = _HARMLESS | _COURSE_WORDS | {CITATION}
_DOSE_WORDS = _HARMLESS | _DURATION_UNITS | _PLACE_WORDS | _NUMBER_WORDS
_SAY_NOTHING = word_set(
    "inhibits blocks binds inhibitor antagonist agonist antibody blocker analogue prodrug trigger triggers bring brings cause causes caused provoke precipitate precipitates named discovered invented licensed inherited contains secreted metabolized excreted dissolves"
)
_ABOUT_A_DRUG = word_set(
    "dose dosing dosage doses interactions monitoring levels pharmacology mechanism pharmacokinetics"
)
_TELL_HARM = word_set(
    "causes cause broke breaks pushes puts put led leads gave gives made makes took takes raises worsens aggravates provokes"
)
_DONE = word_set(
    "needed bed inhaled nebulized injected started repeated given combined added used modified extended reserved indicated tolerated"
)
_SAME = frozenset({"likewise", "ditto", "idem", "same", "too", "similarly"})
_DOSE_OPENINGS = word_set(
    "a one two three four five six single the higher lower larger smaller bigger longer shorter high low repeat repeated further this half double early"
)
_DOSE_NOUNS = word_set(
    "dose doses course courses injection injections tablet tablets application applications infusion infusions session sessions cycle cycles shot shots pulse pulses"
)
_PROBLEM_STEMS = (
    "relaps",
    "recur",
    "resist",
    "refractor",
    "rebound",
    "uncontrol",
    "deteriorat",
    "worsen",
    "return",
    "toxic",
    "danger",
    "severe",
    "withdraw",
)
_FAILURE_STEMS = ("fail", "inadequa", "incomplet", "insufficien", "partial", "intoleran", "not")
_STAGES = word_set("step after if when stage second third for still despite once")
_SHORT_HEADER = 3
_BETWEEN_NAMES = frozenset({",", ";", "and", "or", "/", ".", "&", "+"})
_NOT_IN_NAMES = word_set(
    """is are was were be been has have had it they this that these those which who we you he she do does did not no may might can could should
    must will would if when where but for in after before until because to by than : ( ) ? = < > % v vs versus"""
)
_LONGEST_NAME = 5
_LONGEST_LIST = 40
_FRAGMENT_OPENINGS = word_set("if when for only where always once whenever reserved kept first last")
_RANKS = frozenset({"second", "third", "fourth", "next", "last", "afterwards", "thereafter"})
_RANK_ENDS = frozenset({".", ",", ";", ":", "and", "then", "if", "(", "[", CITATION})
_SHORT_OPENINGS = word_set("in after before during at until within above below under as")
_LONGEST_FRAGMENT, _SHORT_FRAGMENT = 13, 5
_LONGEST_PROHIBITION = 9
_FOR_WHOM = word_set("in for with on if when after before during at under to")


def is_bare_name(forms: list[str]) -> bool:
    """Whether a sentence is only the name of one or more therapies, with dose or route.

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> is_bare_name(find_tokens("Oral X 5 mg.", 0, 12, ((5, 6, "T"),)).forms), is_bare_name(find_tokens("X works well.", 0, 13, ((0, 1, "T"),)).forms)
        (True, False)
    """
    named = False
    for index, form in enumerate(forms):
        if form == THERAPY:
            named = True
        elif (
            form not in _NAME_WORDS
            and not form[0].isdigit()
            and not (form == "for" and _is_amount(forms[index + 1 : index + 4]))
        ):
            return False
    return named


def is_list_of_names(forms: list[str]) -> bool:
    """Whether a sentence lists names, known and unknown ones, and says nothing of them: what a header above it says holds for each.

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> named = ((0, 1, "T"), (3, 4, "T"))
        >>> is_list_of_names(find_tokens("X, Y on its own, magic drops.", 0, 29, named).forms), is_list_of_names(find_tokens("X, Y and rest are what we give.", 0, 31, named).forms)
        (True, False)
    """
    if not forms or len(forms) > _LONGEST_LIST:
        return False
    words = known = pieces = 0
    for form in forms:
        if form in _BETWEEN_NAMES:
            pieces += words > 0
            words = 0
        elif form in _NOT_IN_NAMES:
            return False
        else:
            known += form == THERAPY
            words += 1
            if words > _LONGEST_NAME:
                return False
    pieces += words > 0
    return pieces > 1 and known * 2 >= pieces


def names_problem(forms: list[str], verdict: Verdict) -> bool:
    """Whether a header's "no" is only the problem that its section treats: "Frequent relapses", "Step 3, two drugs have failed".

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> def problem(text, *cues):
        ...     return names_problem(find_tokens(text, 0, len(text)).forms, Verdict("against", "no use or harm", cues))
        >>> problem("Frequent relapses", "relapses"), problem("Step 3, two drugs have failed", "failed"), problem("Failed", "Failed")
        (True, True, False)
    """
    if verdict.direction != "against" or verdict.rule == "forbidden":
        return False
    words = [form for form in forms if form[0].isalpha()]
    staged = len(words) > _SHORT_HEADER or not _STAGES.isdisjoint(words)
    stems = _PROBLEM_STEMS + (_FAILURE_STEMS if staged else ())
    return all(any(word.startswith(stems) for word in cue.casefold().split()) for cue in verdict.cues)


def read_fragment(forms: list[str]) -> Verdict | None:
    """The verdict of a few words below a name that say when or for whom it is given, without a verb: "If ice was no help.", "One shot for adults."

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> def read(text):
        ...     return read_fragment(find_tokens(text, 0, len(text)).forms)
        >>> read("Only for those on aspirin.").direction, read("Always, and before food.").direction, read("In 2012 a trial began.")
        ('supports', 'supports', None)
    """
    words = [form for form in forms if form not in {".", CITATION}]
    if not 1 < len(words) <= _LONGEST_FRAGMENT or THERAPY in words:
        return None
    place = None
    if words[0] in _FRAGMENT_OPENINGS or (words[0] in _SHORT_OPENINGS and len(words) <= _SHORT_FRAGMENT):
        place = words[0]
    elif starts_with_dose(forms):
        place = next((form for form in words[1:6] if form in {"for", "if", "when"}), None)
    if place is None or any(form[0].isdigit() for form in words[1:3]) or not _NO_CLAIM_VERBS.isdisjoint(words):
        return None
    return Verdict("supports", "a place in the order of treatment", (place,))


def is_use(forms: list[str], group: Group, verdict: Verdict) -> bool:
    """Whether a statement only says what its therapy is given for: "X in pregnancy", "X to clear the skin"; a header decides whether it should be.

    Example:
        >>> is_use(["T", "to", "clear", "skin"], Group(0, 0, ((0,),)), Verdict("supports", "good", ("clear",)))
        True
    """
    return verdict.rule == "a place in the order of treatment" or forms[group.last + 1 : group.last + 2] == ["to"]


def read_prohibition(forms: list[str]) -> Verdict | None:
    """The verdict of a few words that only say for whom what was named before is not: "Never in an asthmatic."

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> def read(text):
        ...     return read_prohibition(find_tokens(text, 0, len(text)).forms)
        >>> read("Never in an asthmatic.").direction, read("Not yet.")
        ('against', None)
    """
    if forms[:1] not in (["never"], ["not"]):
        return None
    words = [form for form in forms if form not in {".", "!", CITATION}]
    if not 2 < len(words) <= _LONGEST_PROHIBITION or THERAPY in words:
        return None
    return Verdict("against", "forbidden", (" ".join(words[:2]),)) if words[1] in _FOR_WHOM else None


def starts_no_claim(forms: list[str]) -> bool:
    """Whether a sentence is an instruction to test, watch, ask or stop rather than to treat."""
    words = [form for form in forms[:6] if form[0].isalpha()]
    first = words[0] if words else ""
    if words[:2] in (["the", "diagnosis"], ["diagnosis", "is"], ["differential", "diagnosis"]):
        return True
    if first == "do" and len(forms) > 2 and forms[1] == "not":
        return forms[2] in _NO_CLAIM_VERBS
    return first in _NO_CLAIM_VERBS


def starts_with_dose(forms: list[str]) -> bool:
    """Whether a statement begins with a dose or course of what was spoken of: "A single dose fails", "0.6 mg/kg is no better".

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> starts_with_dose(find_tokens("A single oral dose works", 0, 24).forms), starts_with_dose(find_tokens("The rash clears", 0, 15).forms)
        (True, False)
    """
    words = forms[:6]
    if words and words[0][0].isdigit():
        return bool(DOSES & set(words[1:4]))
    return bool(words) and words[0] in _DOSE_OPENINGS and bool(_DOSE_NOUNS & set(words[1:]))


def says_the_same(forms: list[str]) -> bool:
    """Whether what follows a therapy only repeats the verdict before it: "X, likewise"."""
    words = [form for form in forms if form[0].isalpha() and form != CITATION]
    return (0 < len(words) <= 3 and words[0] in {"likewise", "ditto", "idem", "same", "too", "similarly"}) or (
        words[:2] == ["the", "same"] and len(words) <= 3
    )


def read_place(forms: list[str], first: int, last: int, group: Group, *, labelled: bool) -> Verdict | None:
    """The verdict of a statement without verdict words: an indication or an order says that the therapy has its place.

    Args:
        forms: The sentence's words.
        first: First token of the statement.
        last: One past its last token.
        group: The therapies it names.
        labelled: The statement stands behind a label such as "Step 2:".

    Returns:
        ``supports`` for a place, an uncertain ``mentioned`` where the words say something that no rule reads, else ``None``.
    """
    before = forms[first : group.first]
    after = forms[group.last + 1 : last]
    opening = [form for form in before if form[0].isalpha()]
    words = [form for form in after if form[0].isalpha() and form not in {CITATION, THERAPY}]
    if words and words[0] in _ABOUT_A_DRUG:
        return None
    if opening == ["neither"]:
        return Verdict("against", "no use or harm", ("neither",))  # "Neither X nor Y woke the gut"
    if labelled:
        return Verdict("supports", "a place in the order of treatment", ())
    if opening and opening[0] == "consider":
        return Verdict("mentioned", "an option", ("consider",))
    if opening and opening[0] in _ORDERS and "neither" in opening:
        return Verdict("against", "forbidden", ("neither",))  # "Give neither X nor Y"
    if opening and opening[0] in _ORDERS and len(opening) <= 6:
        return Verdict("supports", "told to give it", (opening[0],))
    if ARROW in before or ARROW in after[-1:]:
        return Verdict("supports", "a place in the order of treatment", (ARROW,))  # "Fits again → X → Y"
    if len(opening) > 1 and opening[0] in {"we", "i"} and len(opening) <= 5:
        told = [form for form in opening[1:] if form not in _CUSTOMARY]
        if len(told) == 1 and told[0] in _ORDERS:
            return Verdict("supports", "told to give it", (" ".join((opening[0], told[0])),))  # "We usually give X."
    if opening in (["no"], ["no", "more"]) and _HARMLESS.issuperset(after):
        return Verdict("against", "forbidden", ("no",))
    if "then" in forms[first : group.last]:
        return Verdict("supports", "a place in the order of treatment", ("then",))
    if (after and after[0] == "first") or (before and before[0] == "first"):
        return Verdict("supports", "first in order", ("first",))
    if after and after[0] in _RANKS and (len(after) == 1 or after[1] in _RANK_ENDS):
        return Verdict("supports", "a place in the order of treatment", (after[0],))  # "X second, Y third."
    if len(opening) <= 4 and (place := _find_place(after)):
        return Verdict("supports", "a place in the order of treatment", (place,))
    if forms[first : group.first] == ["not"] and _HARMLESS.issuperset(after):
        return Verdict("against", "forbidden", ("not",))  # "Not X but Y"
    if before == ["but"] and first and forms[0] == "not" and _HARMLESS.issuperset(after):
        return Verdict("supports", "a place in the order of treatment", ("not",))
    if before[-1:] in ([","], [":"]) and after[:1] == ["alone"] and _HARMLESS.issuperset(after):
        return Verdict("supports", "a place in the order of treatment", ("alone",))  # "Frail and old, X alone"
    if not opening and after[:2] in (["rather", "than"], ["instead", "of"], ["before", "any"]):
        return Verdict("supports", "a place in the order of treatment", (" ".join(after[:2]),))
    if before and before[0] in {"for", "in", "if", "when", "during", "after"} and len(after) <= 4:
        return Verdict("supports", "a place in the order of treatment", (before[0],))
    if not opening and not _SAY_NOTHING & set(words) and len(words) >= 3 and _says_more_than_dose(after):
        return Verdict("mentioned", "no verdict in words", (), certain=False)
    return None


def read_chosen(forms: list[str], first: int, last: int, group: Group, behind: list[str]) -> Verdict | None:
    """The verdict on what is named before something denied, with what stands behind that: "X, not Y", "X, not Y, for itch".

    Example:
        >>> from evidence.claims.wording import find_tokens
        >>> forms = find_tokens("X, not Y.", 0, 9, ((0, 1, "T"), (7, 8, "T"))).forms
        >>> read_chosen(forms, 0, 2, Group(0, 0, ((0,),)), ["."]).direction
        'supports'
    """
    whole = [*forms[:last], *behind]
    place = read_place(whole, first, len(whole), group, labelled=False)
    if place is None and _HARMLESS.issuperset((*whole[first : group.first], *whole[group.last + 1 :])):
        return Verdict("supports", "a place in the order of treatment", ("not",))
    return place


def _find_place(after: list[str]) -> str | None:
    """The word of indication that follows a therapy; a duration ("for ten days") or a rate ("in 5 ml") is none."""
    for index, form in enumerate(after[:8]):
        following = after[index + 1 : index + 4]
        if form in _TELL_HARM or (form.endswith("ed") and form not in _DONE):
            return None  # "X caused gambling in one of twenty"
        if form in _PLACE_WORDS:
            if following[:1] == ["none"]:
                return None
            if form == "in" and following[1:2] in (["dose"], ["doses"]):
                continue  # "X in low dose"
            if _is_amount(following) and form not in {"≤", "below", "above", "within", "under", "before"}:
                continue
            if form == "at" and following[:1] in (
                ["night"],
                ["home"],
                ["bedtime"],
                ["birth"],
                ["first"],
                ["once"],
                ["triage"],
            ):
                return "at"
            if form in {"on", "from"} and following[:1] in _MOMENTS[form]:
                return form
            if form in {"on", "from", "at", "every", "daily", "only", "early"}:
                continue
            return form
        if form[0].isalpha() and form not in _HARMLESS | _COURSE_WORDS and index >= 4:
            return None
        if form in {
            "is",
            "was",
            "are",
            "were",
            "has",
            "have",
            "had",
            "acts",
            "inhibits",
            "blocks",
            "binds",
            "contains",
            "comes",
            "came",
        }:
            return None
    return None


def _is_amount(following: list[str]) -> bool:
    if not following:
        return True
    number = following[0][0].isdigit() or following[0] in _NUMBER_WORDS
    return number and any(form in _DURATION_UNITS for form in following[1:3])


def _says_more_than_dose(after: list[str]) -> bool:
    return sum(1 for form in after if form[0].isalpha() and form not in _DOSE_WORDS) >= 3

"""Words and reaches by which cues are read together; ``effects`` says how."""

from __future__ import annotations

from evidence.claims.wording import word_set

HARD = word_set("( ) . : ; although but despite except however though unless whereas while yet – —")
OWN_CHANGE = word_set("fell rose fall rise grew dropped drop drops falls rises sank sinks went came")
"""Verbs whose subject itself changes: "relapses fell"."""
PLACEBO = word_set("chance dummy none nothing observation placebo sham sugar untreated vehicle waiting water")
COPULAS = word_set("are be became been being came fell got is remained rose was went were")
NO_BETTER = (
    "no better",
    "no more effective",
    "not superior",
    "not better",
    "no faster",
    "no sooner",
    "no advantage",
    "no different",
    "no difference",
    "no more",
)
FREE_RISE = word_set("additional bigger excess extra frequent greater high higher larger longer more")
LESS_ALONE = word_set("cut down drop drops fewer less limit limited limits lower rarer shorter slow smaller")
OUTCOMES = word_set("badout death goodout")
NOUNS = word_set("badout death goodout sidefx")
CAUSE_ONLY = word_set(
    "associated linked brings brought cause caused causes causing induced induces means produced produces provoked provokes"
)
GIVING = word_set("gave gives give achieved achieves achieve yielded yields produced produces brought brings restored")
MECHANISMS = word_set("inhibit inhibits inhibited inhibiting block blocks blocked blocking")
"""What a drug does to a molecule, unless they stop something that is bad to have."""
FEWER = frozenset({"fewer", "less"})
LESS_OF = word_set("less lower reduced fewer shed sheds reduces cut cuts lowered lowers avoids avoided")
SHARES_OF = word_set("most of the much some all its their half any")
"""What may stand between them and a harm: "shed most of the harm"."""
NO_DRAWBACK = word_set(
    "only not in for with after before if when while we it they still also so then usually mostly mainly chiefly "
    "can may need needs"
)
PEOPLE = word_set("people patients children infants men women boys girls adults babies lives")
AS_MUCH = frozenset({"just as much", "just as many", "as much", "as many", "quite as much", "quite as many"})
BEFORE_PROBLEMS = word_set("after against at during each every first for in of second")
TREATED = word_set("deterioration worsening exacerbation")
"""Harms that are also what a therapy is given for: "in moderate worsening"."""
SPEED = word_set("earlier faster quicker sooner")
NEGATION_REACH = 6
OBJECT_REACH = 7
SUBJECT_REACH = 6
MODALS = word_set("always and but can could did do does it may might often sometimes then they to usually will would")

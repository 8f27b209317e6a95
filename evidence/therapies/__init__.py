"""Therapies and conditions: the shipped vocabularies, what a document abbreviates, and a person's own rows.

``find_therapies`` and ``find_conditions`` find them in a text; ``load_vocabulary`` adds a person's own table, which wins.
"""

from evidence.therapies.abbreviations import define_abbreviations
from evidence.therapies.conditions import find_conditions
from evidence.therapies.find import find_therapies, find_therapy_names
from evidence.therapies.own import add_therapy
from evidence.therapies.records import ConditionMention, Mention, Therapy
from evidence.therapies.vocabulary import Vocabulary, load_vocabulary

__all__ = [
    "ConditionMention",
    "Mention",
    "Therapy",
    "Vocabulary",
    "add_therapy",
    "define_abbreviations",
    "find_conditions",
    "find_therapies",
    "find_therapy_names",
    "load_vocabulary",
]

"""Each rule of the grammar reads its own example, and says so."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
import regex

import evidence.citations
from evidence.citations import find_citations, parse_citation
from evidence.citations.pieces import compiled
from evidence.citations.rules import RULES, Rule
from evidence.reading import text_document


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_reads_its_example(rule: Rule) -> None:
    assert rule.name in [citation.rule for citation in parse_citation(rule.example)]


@pytest.mark.parametrize("module", [found.name for found in pkgutil.iter_modules(evidence.citations.__path__)])
def test_patterns_that_are_compiled_when_first_used_can_be_compiled(module: str) -> None:
    for value in vars(importlib.import_module(f"evidence.citations.{module}")).values():
        if isinstance(value, type(compiled(""))):
            value.match("")


def test_a_pattern_that_cannot_be_compiled_says_so_when_it_is_used() -> None:
    with pytest.raises(regex.error):
        compiled("(").match("")


def test_rules_have_different_names() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


PROSE = [
    rule
    for rule in RULES
    if rule.name
    not in (
        "guideline",
        "thesis",
        "authors title",
        "report",
        "authors year",
        "authors year journal",
        "BibTeX entry",
        "RIS record",
    )
]


@pytest.mark.parametrize("rule", PROSE, ids=lambda rule: rule.name)
def test_a_rule_finds_its_example_in_brackets_of_a_sentence(rule: Rule) -> None:
    text = f"Ice helped most of them ({rule.example.strip('[]()')}) within a day."
    document = text_document(text)
    found = find_citations(document)
    assert found
    assert all(document.source[citation.start : citation.end] == citation.text for citation in found)
    assert min(citation.start for citation in found) <= 40

"""Citations: prose → ``find_citations`` → citations with their fields; one string → ``parse_citation``."""

from evidence.citations.building import find_citations, parse_citation

__all__ = ["find_citations", "parse_citation"]

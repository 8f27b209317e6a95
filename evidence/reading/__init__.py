"""Reading: a file, standard input or a string → ``Document``."""

from __future__ import annotations

from evidence.reading.files import DEFAULT_MAX_SIZE, DOCUMENT_SUFFIXES, read_bytes, read_document, text_document

__all__ = ["DEFAULT_MAX_SIZE", "DOCUMENT_SUFFIXES", "read_bytes", "read_document", "text_document"]

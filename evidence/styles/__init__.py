"""Formatted references: one source, one line, in the two house styles of medicine.

``render_reference(source, style)`` is the way in; ``ama`` and ``vancouver`` lay out a work's parts, ``parts`` holds what both share
(names, pages, journals), and ``short`` the few words by which tables call a source.
"""

from __future__ import annotations

from evidence.styles.render import STYLES, render_reference, render_reference_html
from evidence.styles.short import short_reference

__all__ = ["STYLES", "render_reference", "render_reference_html", "short_reference"]

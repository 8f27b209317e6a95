"""Claims: what a document says of which therapy, in what direction, and on which citations it rests.

``sections`` (where a block stands) → ``wording``, ``cues`` (words) → ``roles``, ``regimens`` (which therapies) → ``statements`` (cuts)
→ ``effects``, ``direction`` (verdict) → ``subjects`` ("it", headings) → ``coverage`` (citations) → ``finding`` (claims).
"""

from __future__ import annotations

from evidence.claims.finding import ClaimsRead, find_claims, read_claims

__all__ = ["ClaimsRead", "find_claims", "read_claims"]

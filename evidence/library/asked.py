"""What is asked of a library. Each answer is a view, loaded when it is asked for, that shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from evidence.rows import Rows

if TYPE_CHECKING:
    from evidence.library.catalogue import Claims, Documents, Sources
    from evidence.views.describe import Description
    from evidence.views.gap_map import GapMap
    from evidence.views.graph import Graph
    from evidence.views.notebook import Picture
    from evidence.views.questions import Gaps, Losses
    from evidence.views.table import Table


class Asked(Rows):
    """The questions, for ``Library``, which has what they are asked of.

    Example:
        >>> import evidence
        >>> library = evidence.Library.of(evidence.read_text("Ice was highly effective for gout [BMJ 2001;3:4]. Colchicine works."))
        >>> library.gaps()
        <Gaps: 1 therapy and 1 claim without a source, 1 therapy on a single source, 0 contradictions>
        >>> library.without("bmj-2001-3-4")
        <Losses without bmj-2001-3-4: 1 claim, 1 therapy (1 left without a source), 1 document>
        >>> library.map()
        <GapMap: 2 therapies and combinations by 1 condition: 1 cited, 1 claimed without a source, 0 named only as context, 0 not mentioned>
    """

    if TYPE_CHECKING:

        @property
        def sources(self) -> Sources:
            """Sources by citation key."""

        @property
        def claims(self) -> Claims:
            """Claims by id."""

        @property
        def documents(self) -> Documents:
            """Documents by id."""

    def gaps(self) -> Gaps:
        """What is claimed without a source, on a single one, or both ways within one condition."""
        from evidence.views.questions import find_gaps

        return find_gaps(self)

    def without(self, *keys: str) -> Losses:
        """What would lose support if these sources fell.

        Raises:
            NotKnown: The library has no source of that key.
        """
        from evidence.views.questions import find_losses

        return find_losses(self, keys)

    def show(self, name: str) -> Description:
        """One therapy, source, claim, condition or document with all that hangs on it.

        Raises:
            NotKnown: Nothing has this name; with what was perhaps meant.
        """
        from evidence.views.describe import describe

        return describe(self, name)

    def table(self, by: str = "therapy", columns: str | Iterable[str] | None = None) -> Table:
        """The evidence table ``by`` therapy, claim or source; ``columns`` as in ``"therapy, claim=What is said, certainty"``."""
        from evidence.views.table import build_table

        return build_table(self, by=by, columns=columns)  # type: ignore[arg-type,unused-ignore]

    def map(self) -> GapMap:
        """The evidence gap map: therapy × condition; cited, claimed without source, not mentioned."""
        from evidence.views.gap_map import build_map

        return build_map(self)

    def graph(self, therapy: str | None = None) -> Graph:
        """The graph therapy – claim – source – condition – document, a ``networkx.MultiDiGraph``; of one therapy, what hangs on it.

        Raises:
            NotKnown: No claim names the therapy; with what was perhaps meant.
        """
        from evidence.views.graph import build_graph, neighbourhood

        return build_graph(self) if therapy is None else neighbourhood(build_graph(self), therapy)

    def picture(self, therapy: str | None = None) -> Picture:
        """The graph, or what hangs on one therapy, as a picture in three columns: therapies, claims, sources.

        Raises:
            NotKnown: No claim names the therapy; with what was perhaps meant.
        """
        from evidence.views.notebook import show_graph

        return show_graph(self.graph(therapy))

    def timeline(self) -> Picture:
        """The sources by year and study design as a picture."""
        from evidence.views.notebook import show_timeline

        return show_timeline(self)

    def to_rows(self) -> list[dict[str, Any]]:
        """The rows of the evidence table by therapy."""
        return self.table().to_rows()

    def to_frame(self) -> Any:
        """The evidence table by therapy as a ``pandas.DataFrame``.

        Raises:
            MissingExtra: pandas is not installed; the message says how to get it.
        """
        return self.table().to_frame()

    def _repr_html_(self) -> str:
        from evidence.views.notebook_members import library_html  # only a notebook needs it

        return library_html(self)

"""The workbook's second sheet: how to fill in the first, for people who do not program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.review.members import NONE

if TYPE_CHECKING:
    from evidence.review.sheet import Sheet


def guide_rows(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """Two columns, what and how; the first row is the header."""
    rater = sheet.rater or "you; whoever imports the file says your name"
    pages = "\n".join(f"{name} — {title}" if title != name else name for name, title in sheet.documents)
    return (
        ("What", "How"),
        ("Who rates", rater),
        ("The pages", pages),
        ("What a claim is", "One verdict of the page on one therapy, or on several that are given together. Each row of the sheet 'Claims' is one. "
                            "Judge what the page says, not whether it is true."),
        ("Grey cells", "What the program found. They are locked, so that nothing is changed by accident."),
        ("Yellow cells", "Yours: the columns called 'your …'. Leave empty what you have nothing to say on."),
        ("your verdict", "accept: the sentence says this, once what you correct to the right is corrected.\n"
                         "reject: the sentence makes no such claim. Then leave the rest of the row empty.\n"
                         "empty: not rated."),
        ("your therapies, conditions", "Names, divided by semicolons. Correct the whole cell: what you leave out is taken out."),
        ("your combination", "yes: the verdict is on the therapies given together. no: it is on each by itself."),
        ("your direction", "supports: it worked, or is recommended.\nagainst: it did not work, or should not be used.\nmixed: both.\n"
                           "mentioned: used, proposed or under study; no verdict."),
        ("your context", "Therapies that are named as background only, as 'therapy: role', divided by semicolons. Roles:\n"
                         "refractory: it had failed before.\ncomparator: the therapy was compared with it.\n"
                         "backbone: it was given beside.\navoided: it was spared or not needed."),
        ("your outcome, your study", "In the words of the page."),
        ("your sources", "The keys of all sources that support this statement, divided by semicolons. The sheet 'Sources' lists them."),
        ("To say that there is nothing", f"Write {NONE}: an empty cell says nothing."),
        ("your reason", "Why, if you like. It is kept with your decision and your name."),
        ("Missed claims", f"The {len(sheet.free_rows())} last rows: choose the document, copy the words of the page exactly into 'sentence' (as much as stands "
                          "there only once), and fill in at least your therapies and your direction; your sources if it cites any."),
        ("Two raters", "Each has a file of their own, and neither sees the other's before both are done."),
        ("Saving", "Save as .xlsx (in LibreOffice: 'Keep current format' or 'Excel 2007–365'). Do not delete, add or rename columns or rows; "
                   "filtering does no harm."),
    )  # fmt: skip

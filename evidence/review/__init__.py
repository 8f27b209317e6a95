"""Claims as a spreadsheet for one or two raters, and back: decisions with their names, agreement, conflicts.

The flow: ``build_sheet`` → ``render_xlsx``/``render_csv`` → a person → ``read_sheet`` → ``import_sheets`` → a new library and a report.
"""

from evidence.review.agreement import Agreement, cohen_kappa
from evidence.review.answers import Answers, read_sheet
from evidence.review.delimited import render_csv
from evidence.review.importing import Conflict, ReviewReport, import_sheets
from evidence.review.sheet import Sheet, build_sheet
from evidence.review.workbook import render_xlsx

__all__ = [
    "Agreement",
    "Answers",
    "Conflict",
    "ReviewReport",
    "Sheet",
    "build_sheet",
    "cohen_kappa",
    "import_sheets",
    "read_sheet",
    "render_csv",
    "render_xlsx",
]

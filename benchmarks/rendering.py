"""Results of the benchmarks as a page and as a picture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 520, 70, 250, 30, 50
INKS = (
    "#0b6e99",
    "#b3541e",
    "#4b7f2f",
    "#7a3e9d",
    "#a01846",
    "#2f6f6f",
    "#8a6d00",
    "#444444",
    "#1f4fb0",
    "#9a4d6f",
    "#5c5c00",
    "#006b4f",
)


def write(results: Mapping[str, Any], cases: Mapping[str, Any], docs: Path) -> None:
    """``benchmarks.md`` and ``pictures/benchmarks-growth.svg``."""
    (docs / "benchmarks.md").write_text(page(results, cases), encoding="utf-8", newline="\n")
    (docs / "pictures" / "benchmarks-growth.svg").write_text(picture(results, cases), encoding="utf-8", newline="\n")


def page(results: Mapping[str, Any], cases: Mapping[str, Any]) -> str:
    out = [
        "# Benchmarks",
        "",
        "Written by `python benchmarks/run.py`; do not edit. Peers ran in the same run on the same machine. Seconds are processor seconds,",
        "memory is the peak of the process (all of them for a corpus), loading included. *× ours* is how much longer a peer takes for",
        "the same amount, at the nearest size that both were given.",
        "",
        *(f"- {name}: {value}" for name, value in results["machine"].items()),
        "",
        "![Seconds over size, both axes logarithmic: along the dashed lines twice as much takes twice as long](pictures/benchmarks-growth.svg)",
        "",
    ]
    for name, case in cases.items():
        held = results["cases"].get(name)
        out += [f"## {case.title}", "", case.note, ""]
        out += table(case, held) if held else ["Not measured yet.", ""]
    if results.get("bibliography"):
        out += ["## Opening and saving a bibliography", "", "```text", results["bibliography"].rstrip(), "```", ""]
    return "\n".join(out)


def table(case: Any, held: Mapping[str, Any]) -> list[str]:
    walls = any("wall" in row for rows in held["runners"].values() for row in rows)
    finds = any("found" in row for rows in held["runners"].values() for row in rows)
    heads = [
        "who",
        case.size,
        "seconds",
        *(["wall"] if walls else []),
        f"{case.unit}/s",
        "MB peak",
        *(["found"] if finds else []),
        *(["× ours"] if case.compared else []),
    ]
    lines = [f"| {' | '.join(heads)} |", f"|---|{'---:|' * (len(heads) - 1)}"]
    ours = next(iter(held["runners"].values()))
    for who, rows in held["runners"].items():
        for row in rows:
            if "missing" in row:
                lines.append(f"| {who} | {row['size']:,} | {row['missing']} {'| ' * (len(heads) - 3)}|")
                continue
            cells = [who, f"{row['size']:,}" if row["size"] else "", figure(row["seconds"])]
            cells += [figure(row["wall"]) if "wall" in row else ""] if walls else []
            cells += [figure(row["count"] / max(row["seconds"], 1e-9)), f"{row['peak']:,}"]
            cells += [row.get("found", "")] if finds else []
            cells += [ratio(row, ours) if rows is not ours else ""] if case.compared else []
            lines.append(f"| {' | '.join(cells)} |")
    return [*lines, "", f"Measured {held['day']}, at a load of {held['load']} when it ended.", ""]


def ratio(row: Mapping[str, Any], ours: list[Mapping[str, Any]]) -> str:
    """Seconds a unit beside ours at the nearest size."""
    with_figures = [other for other in ours if "missing" not in other]
    if not with_figures or row.get("found", "").startswith("0 "):
        return ""  # nothing found in no time is no speed
    near = min(with_figures, key=lambda other: abs(math.log(other["size"] / row["size"])))
    return figure(row["seconds"] / row["count"] / max(near["seconds"] / near["count"], 1e-12))


def figure(number: float) -> str:
    """Two or three digits that count.

    >>> figure(0.01234), figure(3.14159), figure(1234.5)
    ('0.012', '3.1', '1,234')
    """
    if number == 0:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(abs(number))))
    return f"{number:,.{digits}f}"


def picture(results: Mapping[str, Any], cases: Mapping[str, Any]) -> str:
    """Seconds over size, log–log; a line for each runner of a drawn case that was measured at two sizes or more."""
    lines: list[tuple[str, list[tuple[float, float]]]] = []
    for name, case in cases.items():
        held = results["cases"].get(name)
        if held is None or not case.drawn:
            continue
        for who, rows in held["runners"].items():
            points = [(row["size"], max(row["seconds"], 1e-3)) for row in rows if "missing" not in row]
            if len(points) > 1:
                lines.append((f"{name}: {who} ({case.size})", points))
    every = [point for _, points in lines for point in points] or [(1, 1)]
    low = [math.floor(math.log10(min(point[axis] for point in every))) for axis in (0, 1)]
    high = [max(low[axis] + 1, math.ceil(math.log10(max(point[axis] for point in every)))) for axis in (0, 1)]

    def x(value: float) -> float:
        return LEFT + (math.log10(value) - low[0]) / (high[0] - low[0]) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - low[1]) / (high[1] - low[1]) * (HEIGHT - TOP - BOTTOM)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="11">',
        "<title>Seconds over size, both axes logarithmic</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(low[0], high[0] + 1):
        at = x(10**power)
        out.append(f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#dddddd"/>')
        out.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{10**power:,}</text>')
    for power in range(low[1], high[1] + 1):
        at = y(10.0**power)
        out.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        out.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    for power in range(low[1] - (high[0] - low[0]), high[1]):  # where twice as much takes twice as long
        decades = [step for step in range(high[0] - low[0] + 1) if low[1] <= power + step <= high[1]]
        if len(decades) > 1:
            ends = [(x(10 ** (low[0] + step)), y(10.0 ** (power + step))) for step in (decades[0], decades[-1])]
            out.append(
                f'<path d="M{ends[0][0]:.1f} {ends[0][1]:.1f}L{ends[1][0]:.1f} {ends[1][1]:.1f}" stroke="#bbbbbb" stroke-dasharray="2 5"/>'
            )
    for number, (label, points) in enumerate(lines):
        ink, dash = INKS[number % len(INKS)], ' stroke-dasharray="7 3"' if number >= len(INKS) else ""
        path = "L".join(f"{x(size):.1f} {y(seconds):.1f}" for size, seconds in points)
        out.append(f'<path d="M{path}" fill="none" stroke="{ink}" stroke-width="2"{dash}/>')
        out.extend(f'<circle cx="{x(size):.1f}" cy="{y(seconds):.1f}" r="3" fill="{ink}"/>' for size, seconds in points)
        row = TOP + 8 + number * 22
        out.append(f'<path d="M{WIDTH - RIGHT + 14} {row}h22" stroke="{ink}" stroke-width="2"{dash}/>')
        out.append(f'<text x="{WIDTH - RIGHT + 42}" y="{row + 4}">{escape(label)}</text>')
    out.append("</svg>\n")
    return "\n".join(out)

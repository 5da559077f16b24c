"""The two charts of the page, written as SVG by hand: no library is worth loading for some lines and words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

from benchmarks.growth import Stages, exponent
from benchmarks.table import Line

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 760, 70, 190, 20, 45
HEIGHT = 420
BAR, GAP = 14, 22
INK, GRID, GOAL = "#333333", "#dddddd", "#999999"
REACHED, MISSED = "#1b7f79", "#c0504d"
SHADES = ("#1b7f79", "#c0504d", "#4f6bb0", "#b8860b")
STYLE = 'font-family="sans-serif" font-size="12"'


def growth_chart(stages: Stages) -> str:
    """Return a chart of seconds over columns, both in powers of ten, one line a stage."""
    points = [point for one in stages.values() for point in one]
    columns, seconds = zip(*points, strict=True)
    low, high = (math.floor(math.log10(min(columns))), math.ceil(math.log10(max(columns))))
    least, most = (math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds))))

    def x(value: float) -> float:
        return LEFT + (math.log10(value) - low) / max(high - low, 1) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - least) / max(most - least, 1) * (HEIGHT - TOP - BOTTOM)

    parts = []
    for power in range(low, high + 1):
        at = x(10.0**power)
        parts += [
            _line(at, TOP, at, HEIGHT - BOTTOM, GRID),
            _text(at, HEIGHT - BOTTOM + 18, f"{10**power:,}", "middle"),
        ]
    for power in range(least, most + 1):
        at = y(10.0**power)
        parts += [_line(LEFT, at, WIDTH - RIGHT, at, GRID), _text(LEFT - 8, at + 4, f"{10.0**power:g} s", "end")]
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "columns of the linear program", "middle"))
    for place, (stage, own) in enumerate(stages.items()):
        shade = SHADES[place % len(SHADES)]
        ordered = sorted(own)
        path = " ".join(f"{x(one):.1f},{y(other):.1f}" for one, other in ordered)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{shade}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(one):.1f}" cy="{y(other):.1f}" r="3.5" fill="{shade}"/>' for one, other in ordered]
        slope = f", exponent {exponent(own):.2f}" if len(own) > 1 else ""
        parts.append(_text(WIDTH - RIGHT + 12, TOP + 20 + 20 * place, stage + slope, "start", shade))
    return _drawing(HEIGHT, parts)


def ratio_chart(lines: Sequence[Line]) -> str:
    """Return a chart of how far each line is past its goal: a bar that ends before the mark 1 has reached it."""
    left, right = 430, 50
    shares = [line.goal / line.ratio if line.at_least else line.ratio / line.goal for line in lines]
    # Powers of two, so that twice as good and twice as bad are equally far from the goal.
    low, high = -6.0, max(2.0, *(math.log2(share) for share in shares))

    def x(share: float) -> float:
        return left + (max(math.log2(share), low) - low) / (high - low) * (WIDTH - left - right)

    height, parts = TOP + GAP * len(lines) + 30, []
    for place, (line, share) in enumerate(zip(lines, shares, strict=True)):
        top = TOP + GAP * place
        shade = REACHED if line.reached else MISSED
        what = line.what.replace("`", "") + (f" / {line.against.split(' with HiGHS')[0]}" if line.at_least else "")
        what = what.replace("the same program in ", "")
        parts += [
            _text(left - 8, top + BAR - 2, what, "end"),
            f'<rect x="{left}" y="{top}" width="{max(x(share) - left, 1.0):.1f}" height="{BAR}" fill="{shade}"/>',
            _text(x(share) + 5, top + BAR - 2, f"{line.ratio:.2g} x", "start"),
        ]
    parts += [_line(x(1.0), TOP - 8, x(1.0), height - 25, INK), _text(x(1.0), height - 8, "goal", "middle")]
    return _drawing(height, parts)


def _drawing(height: int, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{height}" fill="white"/>', *parts, "</svg>", ""])


def _line(x1: float, y1: float, x2: float, y2: float, shade: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{shade}"/>'


def _text(x: float, y: float, words: str, anchor: str, shade: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {STYLE} fill="{shade}" text-anchor="{anchor}">{escape(words)}</text>'

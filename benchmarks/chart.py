"""Curves as SVG: panels side by side, both axes logarithmic, each point marked and labelled on its axis."""
import html
import math

LEFT, TOP, WIDTH, HEIGHT, BETWEEN, BOTTOM = 74, 58, 330, 250, 96, 62
COLOURS = ("#1d4ed8", "#c2410c", "#15803d", "#7e22ce")


class Panel:
    """One picture: curves [(name, [(x, y)])], and a dashed guide that grows with a power of x, through a point (the
    first or the last, 0 or -1) of the first curve: `guide` is its name, that power, and that point."""

    def __init__(self, title, x_label, curves, show_x=str, show_y=str, guide=("in proportion", 1, -1)):
        self.title, self.x_label, self.curves = title, x_label, curves
        self.show_x, self.show_y, self.guide = show_x, show_y, guide


def guide_of(panel):
    points = panel.curves[0][1]
    _, power, through = panel.guide
    x0, y0 = points[through]
    return [(x, y0 * (x / x0) ** power) for x, _ in points]


def ticks(low, high):
    """1, 2 and 5 of each decade, or the decades alone where those are many."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if len(decades) <= 3 else (1, 3) if len(decades) == 4 else (1,)
    return [step * 10.0 ** decade for decade in decades for step in steps if low <= step * 10.0 ** decade <= high]


class Scale:
    def __init__(self, low, high, begin, end):
        self.low, self.high, self.begin, self.end = math.log10(low), math.log10(high), begin, end

    def __call__(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.begin + (self.end - self.begin) * share


def text(x, y, words, anchor="middle", **attributes):
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{html.escape(words)}</text>'


def polyline(points, colour, dashed=False):
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{1 if dashed else 2}"{dash}/>'


def panel_lines(panel, left):
    drawn = [*(points for _, points in panel.curves), guide_of(panel)]
    xs = sorted({x for points in drawn for x, _ in points})
    ys = [y for points in drawn for _, y in points]
    x_at = Scale(xs[0], xs[-1], left, left + WIDTH)
    low, high = min(ys) / 1.3, max(ys) * 1.3
    y_at = Scale(low, high, TOP + HEIGHT, TOP)
    yield text(left, TOP - 34, panel.title, "start", font_size=15)
    for y in ticks(low, high):
        yield (f'<line x1="{left}" x2="{left + WIDTH}" y1="{y_at(y):.1f}" y2="{y_at(y):.1f}" stroke="#e2e8f0"/>')
        yield text(left - 8, y_at(y) + 4, panel.show_y(y), "end")
    for x in xs:
        yield text(x_at(x), TOP + HEIGHT + 20, panel.show_x(x))
    yield text(left + WIDTH / 2, TOP + HEIGHT + 44, panel.x_label)
    yield polyline([(x_at(x), y_at(y)) for x, y in guide_of(panel)], "#64748b", dashed=True)
    names = [(name, COLOURS[i % len(COLOURS)]) for i, (name, _) in enumerate(panel.curves) if name]
    for place, (name, colour) in enumerate([*names, (panel.guide[0], "#64748b")]):  # above, where no curve runs
        yield text(left + 90 * place, TOP - 12, name, "start", fill=colour)
    for i, (_, points) in enumerate(panel.curves):
        colour = COLOURS[i % len(COLOURS)]
        yield polyline([(x_at(x), y_at(y)) for x, y in points], colour)
        for x, y in points:
            yield f'<circle cx="{x_at(x):.1f}" cy="{y_at(y):.1f}" r="3" fill="{colour}"/>'


def svg(panels):
    width = LEFT + len(panels) * WIDTH + (len(panels) - 1) * BETWEEN + 30
    height = TOP + HEIGHT + BOTTOM
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
             'font-size="12">', f'<rect width="{width}" height="{height}" fill="white"/>']
    for place, panel in enumerate(panels):
        lines += panel_lines(panel, LEFT + place * (WIDTH + BETWEEN))
    return "\n".join([*lines, "</svg>", ""])

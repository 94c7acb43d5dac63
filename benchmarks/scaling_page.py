"""docs/scaling.md and its pictures, from what scaling.py has measured."""
import math

from chart import Panel, svg
from measuring import MB
from row import shown


def amount(value):
    """1,000 as 1k."""
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


def memory(value):
    return f"{value / MB:,.0f} MB" if value < 1000 * MB else f"{value / MB / 1000:.3g} GB"


def power(points):
    """The power of x by which y grows between the last two points."""
    (x0, y0), (x1, y1) = points[-2:]
    return math.log(y1 / y0) / math.log(x1 / x0)


def table(head, lines):
    rows = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *rows])


def of(points, x, y="seconds"):
    return [(point[x], point[y]) for point in points]


def time_and_memory(points, x, x_label, show_x, time_title, guide=("in proportion", 1, -1)):
    return svg([Panel(time_title, x_label, [("Elman", of(points, x))], show_x, shown, guide),
                Panel("Peak resident memory", x_label, [("Elman", of(points, x, "bytes"))], show_x, memory, guide)])


def data_section(points):
    lines = [[amount(p["pairs"]), f"{p['file'] / MB:.1f} MB", f"{p['seconds']:.2f} s",
              f"{1e6 * p['seconds'] / p['pairs']:.1f} ms", memory(p["bytes"]),
              f"{p['bytes'] / p['file']:.1f}"] for p in points]
    return f"""## Data

`elman train`, one epoch, whole process, of a model so small (hidden 8, no attention, batches of 64) that reading,
indexing and batching the pairs are seen. Words of 3 to 12 letters, made up; one thread. Between the last two sizes time
grows with the power {power(of(points, 'pairs')):.2f} of the number of pairs, memory with the power
{power(of(points, 'pairs', 'bytes')):.2f}: a file of more than 8 MiB waits on disk in shards, of which one is in memory.

![Seconds and memory against pairs](scaling/data.svg)

""" + table(["pairs", "file", "an epoch, whole process", "for 1,000 pairs", "peak memory", "times the file"], lines)


def length_section(points):
    lines = [[str(p["length"]), shown(p["seconds"]), shown(p["seconds"] / p["length"]), memory(p["bytes"])]
             for p in points]
    return f"""## Length

A training step of the benchmark's encoder-decoder (bi-LSTM, attention, LSTM; hidden 128, batch 8), source and target of
that many symbols. The layers grow with the length, attention with its square: between the last two lengths time grows
with the power {power(of(points, 'length')):.2f}, memory with the power {power(of(points, 'length', 'bytes')):.2f}.

![Seconds and memory against length](scaling/length.svg)

""" + table(["symbols", "a step", "for a symbol of each item", "peak memory"], lines)


def hidden_section(points):
    lines = [[str(p["hidden"]), shown(p["seconds"]), f"{100 * p['share']:.0f} %", memory(p["bytes"])] for p in points]
    return f"""## Hidden size

The same step with batches of 32 and 20 symbols. Work grows with the square of the hidden size; between the last two
sizes time grows with the power {power(of(points, 'hidden')):.2f}.

![Seconds and memory against hidden size](scaling/hidden.svg)

""" + table(["hidden", "a step", "of the peak", "peak memory"], lines)


def by_hidden(points):
    return [[p for p in points if p["hidden"] == hidden] for hidden in sorted({p["hidden"] for p in points})]


def threads_section(points):
    head = ["threads", *(f"hidden {group[0]['hidden']}{part}" for group in by_hidden(points)
                         for part in ("", ", times as fast"))]
    lines = []
    for same in zip(*by_hidden(points)):
        cells = [cell for group, p in zip(by_hidden(points), same)
                 for cell in (shown(p["seconds"]), f"{group[0]['seconds'] / p['seconds']:.2f}")]
        lines.append([str(same[0]["threads"]), *cells])
    return """## Threads

The same step with 1 to as many threads as the machine has cores. Every number of threads gives the same bits.

![How many times as fast with more threads](scaling/threads.svg)

""" + table(head, lines)


def threads_picture(points):
    curves = [(f"hidden {group[0]['hidden']}", [(p["threads"], group[0]["seconds"] / p["seconds"]) for p in group])
              for group in by_hidden(points)]
    curves[0], curves[-1] = curves[-1], curves[0]
    return svg([Panel("Times as fast as one thread", "threads", curves, str, lambda y: f"{y:g}",
                      ("in proportion", 1, 0))])


SECTIONS = {"data": data_section, "length": length_section, "hidden": hidden_section, "threads": threads_section}
PICTURES = {
    "data": lambda points: time_and_memory(points, "pairs", "pairs", amount, "An epoch of a tiny model, whole process"),
    "length": lambda points: time_and_memory(points, "length", "symbols of source and of target", str,
                                             "A training step"),
    "hidden": lambda points: time_and_memory(points, "hidden", "hidden size", str, "A training step",
                                             ("with its square", 2, -1)),
    "threads": threads_picture,
}


def write_page(results, page, folder):
    there = {name: results[name] for name in SECTIONS if name in results}
    for name, points in there.items():
        (folder / f"{name}.svg").write_text(PICTURES[name](points), encoding="utf-8")
    head = """# How it grows

Written by `make bench-scaling` from `scaling/results.json`: run it again to see your own machine. Both axes of a picture
are logarithmic; the dashed line grows in proportion to the horizontal axis, or with its square."""
    sections = [SECTIONS[name](points) for name, points in there.items()]
    page.write_text("\n\n".join([head, *sections]) + "\n", encoding="utf-8")

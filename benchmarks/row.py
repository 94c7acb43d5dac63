"""One row of a table: Elman and its peers in turn, the limit beside them, and what came out as Markdown."""
import statistics

FAR_BEHIND = 1.3  # a variant that is so many times as slow as the best at a first look is not looked at again


def on_threads(case, threads):
    return f"{case} threads={threads}" if threads > 1 else case


def shown(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def ratio_of(theirs, ours):
    """Median, smallest, largest."""
    ratios = sorted(their / our for their, our in zip(theirs, ours))
    return statistics.median(ratios), ratios[0], ratios[-1]


class Limit:
    """The least time that a case can take: its multiply-adds at the peak, or its bytes at the speed of a memory of that
    size, whichever is longer. Measured beside each run, for the machine is not the same from one second to the next."""

    def __init__(self, ours, threads):
        self.ours, self.threads, self.by_bytes = ours, threads, None
        self.shares, self.rates = [], []

    def peak_bound(self, operations):
        seconds, done = self.ours.measure(on_threads("peak", self.threads))[:2]
        return operations / (done / seconds)

    def bytes_bound(self, moved, case):
        seconds, _, done = self.ours.measure(on_threads(case, self.threads))[:3]
        return moved / (done / seconds)

    def add(self, seconds, operations, moved, case):
        if self.by_bytes is None:
            bounds = self.peak_bound(operations), self.bytes_bound(moved, case) if moved and case else 0
            self.by_bytes = bounds[1] > bounds[0]
            bound = max(bounds)
        else:
            bound = self.bytes_bound(moved, case) if self.by_bytes else self.peak_bound(operations)
        self.shares.append(bound / seconds)
        self.rates.append(moved / bound if self.by_bytes else 0)

    def markdown(self):
        share = f"{100 * statistics.median(self.shares):.0f} %" if any(self.shares) else ""
        return share + (f" of {statistics.median(self.rates) / 1e9:.0f} GB/s" if self.by_bytes else "")


class Candidate:
    """A peer's variant at a number of threads."""

    def __init__(self, peer, variant, worker, case):
        self.peer, self.variant, self.worker, self.case = peer, variant, worker, case
        self.seconds = []

    def measure(self):
        self.seconds.append(self.worker.seconds(self.case))

    def median(self):
        return statistics.median(self.seconds)

    def notes(self, threads):
        counts = [f"{self.worker.threads} thread" + ("s" if self.worker.threads > 1 else "")] if threads > 1 else []
        return [*([self.variant] if self.variant else []), *counts]


def candidates_of(asked, workers):
    """Those within reach of their peer's best, after a first look."""
    kept = []
    for peer, of_peer in workers.items():
        there = [Candidate(peer, variant, worker, case) for name, case in asked.items()
                 for base, _, variant in [name.partition(", ")] if base == peer for worker in of_peer]
        looks = {candidate: candidate.worker.seconds(candidate.case) for candidate in there}
        looks = {candidate: seconds for candidate, seconds in looks.items() if seconds is not None}
        kept += [candidate for candidate, seconds in looks.items() if seconds < FAR_BEHIND * min(looks.values())]
    return kept


class Row:
    def __init__(self, label, case, asked, ours, workers, threads):
        self.label, self.case, self.ours, self.threads = label, case, ours, threads
        self.seconds, self.alone = [], []
        self.limit = Limit(ours, threads)
        self.candidates = candidates_of(asked, workers)

    def measure(self):
        """Everybody once."""
        seconds, operations, moved, case = self.ours.measure(on_threads(self.case, self.threads))
        self.seconds.append(seconds)
        self.limit.add(seconds, operations, moved, case)
        if self.threads > 1:
            self.alone.append(self.ours.seconds(self.case))
        for candidate in self.candidates:
            candidate.measure()

    def best_of(self, peer):
        own = [candidate for candidate in self.candidates if candidate.peer == peer]
        return min(own, key=Candidate.median) if own else None

    def peer_cell(self, peer):
        best = self.best_of(peer)
        if not best:
            return "–"
        notes = [f"{ratio_of(best.seconds, self.seconds)[0]:.2f}", *best.notes(self.threads)]
        return f"{shown(best.median())} ({', '.join(notes)})"

    def markdown(self, peers, missing):
        cells = [self.label, shown(statistics.median(self.seconds))]
        if self.threads > 1:
            cells.append(f"{ratio_of(self.alone, self.seconds)[0]:.2f}")
        cells.append(self.limit.markdown())
        cells += [missing.get(peer, self.peer_cell(peer)) for peer in peers]
        if self.candidates:
            best = min(self.candidates, key=Candidate.median)
            middle, least, most = ratio_of(best.seconds, self.seconds)
            cells.append(f"**{middle:.2f}** ({least:.2f}–{most:.2f})")
        elif peers:
            cells.append("–")
        return "| " + " | ".join(cells) + " |"

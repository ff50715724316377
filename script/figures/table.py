"""The table that is printed in the end."""

import statistics


class Table:
    def __init__(self):
        self.rows = []
        self.missed = False

    def add(self, figure, budget, values, unit, note=""):
        """Values of several attempts against a budget of at most so many; the median has to keep to it."""
        median, worst = statistics.median(values), max(values)
        kept = median <= budget
        self.missed |= not kept
        self.rows.append([figure, f"≤ {shown(budget)} {unit}", f"{shown(median)} {unit}", f"{shown(worst)} {unit}", str(len(values)), "kept" if kept else "MISSED", note])

    def add_least(self, figure, budget, value, unit, note=""):
        """A value that has to reach its budget."""
        kept = value >= budget
        self.missed |= not kept
        self.rows.append([figure, f"≥ {shown(budget)} {unit}", f"{shown(value)} {unit}", f"{shown(value)} {unit}", "1", "kept" if kept else "MISSED", note])

    def tell(self, figure, values, unit, note=""):
        """A figure without a budget."""
        self.rows.append([figure, "", f"{shown(statistics.median(values))} {unit}", f"{shown(max(values))} {unit}", str(len(values)), "", note])

    def say(self, figure, value, note):
        """What is known and not measured."""
        self.rows.append([figure, "", value, "", "", "", note])

    def print(self):
        head = ["figure", "budget", "median", "worst", "times", "verdict", "note"]
        print("| " + " | ".join(head) + " |")
        print("|" + "---|" * len(head))
        for row in self.rows:
            print("| " + " | ".join(row) + " |")


def shown(number):
    """Three digits are enough."""
    if number == int(number):
        return f"{int(number):,}"
    return f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2g}"

"""The table at the end: one line for each figure, its target, and whether it was met."""


class Table:
    def __init__(self):
        self.lines = []

    def add(self, bench, what, figure, target="", met=None, quiet=True):
        """Adds a line; without a verdict it is only told. What was measured on a machine that is
        not quiet is no verdict either way."""
        verdict = {True: "met", False: "MISSED", None: ""}[met if met is None else bool(met)]
        if verdict and not quiet:
            verdict = f"noise ({verdict.lower()})"
        self.lines.append((bench, what, figure, target, verdict))

    def skip(self, bench, what, why):
        self.lines.append((bench, what, f"not measured: {why}", "", "skipped"))
        print(f"  {what}: not measured, {why}", flush=True)

    def print(self):
        head = ("bench", "what", "figure", "target", "verdict")
        lines = [head, *self.lines]
        widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
        print("\n" + "=" * (sum(widths) + 8))
        for number, line in enumerate(lines):
            print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
            if number == 0:
                print("-" * (sum(widths) + 8))
        missed = sum(line[4] == "MISSED" for line in self.lines)
        met = sum(line[4] == "met" for line in self.lines)
        print(f"{met} met, {missed} missed")

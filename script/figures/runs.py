"""What the run engine costs, as server/benches/runs.rs measures it."""

from program import measurement


def runs(table):
    seen = measurement("runs")
    table.add_least("no-op runs through claim, step and finish", 1500, seen["runs_per_second"], "a second", f"fsync, synchronous_commit: {seen['postgres']}")
    table.add("from a request to the start of its run, p50", 10, [seen["start_p50_ms"]], "ms")
    table.add("from a request to the start of its run, p99", 50, [seen["start_p99_ms"]], "ms", f"the slowest took {seen['start_max_ms']:.0f} ms")

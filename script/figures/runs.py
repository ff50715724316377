"""What the run engine costs, as server/benches/runs.rs measures it."""

import json
import os
import subprocess

from program import ROOT


def runs(table):
    """Builds the measurement with the release profile; BENCH_PROFILE=dev is for trying it."""
    profile = os.environ.get("BENCH_PROFILE", "bench")
    command = ["cargo", "bench", "--quiet", "--profile", profile, "--package", "server", "--bench", "runs"]
    answer = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    seen = json.loads(answer.stdout.strip().splitlines()[-1])
    table.add_least("no-op runs through claim, step and finish", 1500, seen["runs_per_second"], "a second", f"fsync, synchronous_commit: {seen['postgres']}")
    table.add("from a request to the start of its run, p50", 10, [seen["start_p50_ms"]], "ms")
    table.add("from a request to the start of its run, p99", 50, [seen["start_p99_ms"]], "ms", f"the slowest took {seen['start_max_ms']:.0f} ms")

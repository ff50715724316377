"""What open streams cost, as server/benches/streams.rs measures it."""

from program import measurement


def sse(table):
    seen = measurement("streams")
    idle, busy, at_stop = (f"{seen[name]:,}" for name in ("idle_streams", "busy_streams", "streams_at_stop"))
    table.add(f"memory of an idle stream, {idle} open", 16, [seen["kib_a_stream"]], "KiB", "resident memory of the server, more than before")
    table.add(f"processor, {idle} idle streams", 5, [seen["cpu_percent"]], "%", "of one core, over half a minute")
    table.tell(f"from commit to client, {busy} streams, 100 events a second, p50", [seen["p50_ms"]], "ms", f"{seen['events']:,} events")
    table.add(f"from commit to client, {busy} streams, 100 events a second, p99", 100, [seen["p99_ms"]], "ms", f"the slowest took {seen['max_ms']:.0f} ms")
    table.add(f"from SIGTERM to the end of the process, {at_stop} streams open", 1000, [seen["stop_ms"]], "ms")

"""What a search over everything that is kept costs."""

from program import measurement


def search(table):
    seen = measurement("search")
    table.add(f"ingest of {seen['ingested']:,} postings", 20, [seen["ingest_seconds"]], "s", f"fsync, synchronous_commit: {seen['postgres']}")
    note = f"the slowest of {len(seen['search_seconds'])} over {seen['kept']:,} kept postings"
    table.add("candidates and score for one profile", 1.5, [max(seen["search_seconds"])], "s", note)
    table.add("memory at its highest meanwhile", 200, [seen["memory_mb"]], "MB")
    runs = seen["runs"]
    note = f"{runs['run_sources']} replayed sources with the pauses of the real ones, {runs['run_postings']:,} postings, {runs['run_letters']} letters"
    table.add("a whole run", 15, [runs["run_seconds"]], "s", note)
    table.tell(f"{runs['people']} people's runs at once", [runs["together_seconds"]], "s", "the sources' answers are known by then")
    note = f"{runs['dashboards']} pages to 4 readers; the slowest took {runs['dashboard_max_ms']:.0f} ms, without runs p99 is {runs['dashboard_alone_p99_ms']:.0f} ms"
    table.add("`/dashboard` meanwhile, p99", 100, [runs["dashboard_p99_ms"]], "ms", note)
    table.add("memory at its highest with the ten runs", 200, [seen["memory_with_runs_mb"]], "MB", "the web, the worker and the stand-ins in one process")

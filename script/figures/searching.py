"""What a search over everything that is kept costs."""

from program import measurement


def search(table):
    seen = measurement("search")
    table.add(f"ingest of {seen['ingested']:,} postings", 20, [seen["ingest_seconds"]], "s", f"fsync, synchronous_commit: {seen['postgres']}")
    note = f"the slowest of {len(seen['search_seconds'])} over {seen['kept']:,} kept postings"
    table.add("candidates and score for one profile", 1.5, [max(seen["search_seconds"])], "s", note)
    table.add("memory at its highest meanwhile", 200, [seen["memory_mb"]], "MB")

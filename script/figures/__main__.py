"""Measures what docs/performance.md promises. `script/bench` builds first and calls this; see there."""

import sys

import auth
import browser
import compare
import development
import documents
import queues
import reading
import runs
import searching
import serving
import streams
from table import Table

# Each measures one or more lines of the table.
FIGURES = {
    "read-cv": reading.read_cv,
    "match": reading.match,
    "ready": serving.ready,
    "idle": serving.idle,
    "queries": serving.queries,
    "pages": serving.pages,
    "weight": browser.weight,
    "auth": auth.auth,
    "sse": streams.sse,
    "documents": documents.documents,
    "runs": runs.runs,
    "search": searching.search,
    "queues": queues.queues,
    "run": development.run,
    "watch": development.watch,
    "compare": compare.compare,
}

def main():
    wanted = sys.argv[1:]
    unknown = [name for name in wanted if name not in FIGURES]
    if unknown:
        sys.exit(f"no figure is called {', '.join(unknown)}; there are {', '.join(FIGURES)}")
    table = Table()
    for name in wanted:
        print(f"… {name}", file=sys.stderr, flush=True)
        FIGURES[name](table)
    table.print()
    sys.exit(1 if table.missed else 0)


main()

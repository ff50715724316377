"""What the program does without a server: reading a CV, ranking postings."""

import json
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

from program import PROGRAM, ROOT

CV = ROOT / "script/figures/cv.pdf"
TIMES = 15


def tree_memory(pid):
    """Peaks so far of a process and its children, in MB, as if all had them at once."""
    total = 0
    for one in [pid, *children(pid)]:
        try:
            for line in Path(f"/proc/{one}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    total += int(line.split()[1])
        except OSError:
            pass
    return total / 1024


def children(pid):
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
    except OSError:
        pass
    return [int(child) for child in found]


def timed(command):
    """Seconds of a command that has to succeed."""
    began = time.monotonic()
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def weighed(command):
    """The most memory that a command and its children held."""
    most = 0
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, tree_memory(process.pid))
            time.sleep(0.0005)
    return most


def two_pages():
    """The CV of our own, and those of two pages in the folder of test data where that lies beside the repository."""
    index = ROOT / "../shared/data/cv/index.json"
    found = [CV]
    if index.exists():
        found += [index.parent / one["file"] for one in json.loads(index.read_text()) if one.get("pages") == 2]
    return [file for file in found if file.suffix == ".pdf" and file.exists()]


def read_cv(table):
    own = [timed([PROGRAM, "read-cv", CV]) * 1000 for _ in range(TIMES)]
    table.add("`read-cv`, two pages", 300, own, "ms", "our own CV")
    table.add("`read-cv`, memory with its child", 150, [weighed([PROGRAM, "read-cv", CV]) for _ in range(5)], "MB", "peaks added up")
    others = two_pages()[1:]
    if others:
        table.add("`read-cv`, real CVs of two pages", 300, [timed([PROGRAM, "read-cv", file]) * 1000 for file in others for _ in range(3)], "ms", f"{len(others)} files")
        table.add("`read-cv`, memory over these", 150, [weighed([PROGRAM, "read-cv", file]) for file in others], "MB", "peaks added up")


def thousand(path):
    """A thousand different postings: the bundled ones with other places, companies, wages and words."""
    bundled = json.loads((ROOT / "server/assets/sample-postings.json").read_text())
    chance = random.Random(7)
    places = sorted({posting["location"] for posting in bundled if posting["location"]})
    sentences = [line for posting in bundled for line in posting["description_text"].split("\n") if line.startswith("- ")]
    made = []
    for number in range(1000):
        posting = dict(bundled[number % len(bundled)])
        if number >= len(bundled):
            posting |= {"external_id": f"made-{number}", "url": f"https://jobs.example/made/{number}", "company": f"{posting['company']} {number}"}
            posting["location"] = chance.choice(places)
            posting["description_text"] += "\n\nAlso:\n" + "\n".join(chance.sample(sentences, 8))
            posting["posted_days_ago"] = chance.randrange(60)
        made.append(posting)
    path.write_text(json.dumps(made))


def match(table):
    with tempfile.TemporaryDirectory() as folder:
        postings = Path(folder) / "postings.json"
        thousand(postings)
        command = [PROGRAM, "match", "--cv", CV, "--postings", postings, "--source", "sample"]
        table.add("`match`, one CV against 1,000 postings", 1, [timed(command) for _ in range(TIMES)], "s", "with reading CV and postings, all printed")
        table.tell("`match`, memory", [weighed(command) for _ in range(5)], "MB")
    real = sorted((ROOT / "../shared/data/postings/greenhouse").glob("*.json"))
    if real:
        command = [PROGRAM, "match", "--cv", CV, "--source", "greenhouse", "--postings", *real]
        lines = subprocess.run([str(word) for word in command], capture_output=True, text=True).stdout.count("\n")
        table.tell(f"`match`, {lines:,} real postings of Greenhouse boards", [timed(command) for _ in range(5)], "s")

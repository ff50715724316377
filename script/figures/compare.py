"""The same work by what people use otherwise, in one run on one machine."""

import json
import subprocess
import sys

from program import OUT, PROGRAM
from reading import CV, TIMES, timed, weighed

# Text alone: neither of them looks for names, roles or dates.
PYTHON = {
    "pdfminer.six": "from pdfminer.high_level import extract_text; extract_text({file!r})",
    "pypdf": "from pypdf import PdfReader; [page.extract_text() for page in PdfReader({file!r}).pages]",
}
# In a running interpreter the imports are paid already.
WARM = "import json, sys, time\ndef once():\n    {code}\nonce()\ntimes = []\nfor _ in range(15):\n    began = time.monotonic()\n    once()\n    times.append((time.monotonic() - began) * 1000)\nprint(json.dumps(times))"


def environment():
    """An interpreter with the two packages, made once."""
    place = OUT / "python"
    if not (place / "bin/pip").exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run([str(place / "bin/pip"), "install", "-q", *PYTHON], check=True)
    return place / "bin/python"


def compare(table):
    def tell(name, command, note):
        table.tell(f"{name}", [timed(command) * 1000 for _ in range(TIMES)], "ms", note)
        table.tell(f"{name}, memory", [weighed(command) for _ in range(5)], "MB")

    tell("`job-agent read-cv`", [PROGRAM, "read-cv", CV], "a new process with its limited child; text, facts, JSON Resume")
    tell("`pdftotext`", ["pdftotext", CV, "-"], "a new process in C++; text alone")
    python = environment()
    for package, code in PYTHON.items():
        code = code.format(file=str(CV))
        version = subprocess.run([python, "-m", "pip", "show", package], check=True, capture_output=True, text=True).stdout.split("Version: ")[1].split()[0]
        tell(f"{package} {version}", [python, "-c", code], "a new process; text alone")
        warm = subprocess.run([python, "-c", WARM.format(code=code)], check=True, capture_output=True, text=True).stdout
        table.tell(f"{package} {version}, in a running process", json.loads(warm), "ms", "text alone")

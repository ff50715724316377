"""What documents cost, as server/benches/documents.rs measures it, and other programs that set the same résumé."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from program import PROGRAM, ROOT, measurement
from reading import CV, TIMES

FIGURES = ROOT / "script/figures"


def documents(table):
    seen = measurement("documents")
    pdf = seen["pdf_ms"]
    table.add("a résumé as PDF, classic, warm", 10, pdf.pop("classic"), "ms", f"the first one took {seen['first_ms']:.0f} ms")
    for design, times in pdf.items():
        table.tell(f"a résumé as PDF, {design}, warm", times, "ms")
    table.add("a résumé as DOCX", 1, seen["docx_ms"], "ms")
    table.add("a résumé's pages as SVG, for the live preview", 300, seen["pages_ms"], "ms")
    table.add("50 exports at once, p99", 1000, [seen["parallel_p99_ms"]], "ms", f"half were there after {seen['parallel_p50_ms']:.0f} ms")
    table.add("two pages read in the limited child", 200, [child() for _ in range(TIMES)], "ms", "a new process")
    others(table)


def child():
    with CV.open("rb") as file:
        return timed([PROGRAM, "read-pdf"], stdin=file)


def timed(command, **how):
    """Milliseconds of a command that has to succeed."""
    began = time.monotonic()
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how)
    return (time.monotonic() - began) * 1000


def others(table):
    """The same résumé by what people use otherwise, a new process each, and ours as a new process beside them."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        ours = [PROGRAM, "render", "--resume", FIGURES / "resume.json", "--out", out / "ours.pdf"]
        chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
        programs = {"`job-agent render`": ours}
        if shutil.which("lualatex"):
            programs["lualatex"] = ["lualatex", "-interaction=batchmode", "-halt-on-error", f"-output-directory={out}", FIGURES / "resume.tex"]
        else:
            table.say("lualatex", "not here", "Debian: texlive-luatex, texlive-latex-recommended")
        if chromium:
            flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={out / 'profile'}", f"--print-to-pdf={out / 'chromium.pdf'}"]
            programs["headless Chromium"] = [chromium, *flags, (FIGURES / "cv.html").as_uri()]
        else:
            table.say("headless Chromium", "not here", "Debian: chromium")
        for name, command in programs.items():
            # The first one fills caches: fonts, profile.
            timed(command, cwd=out)
            table.tell(f"{name}, the same résumé as PDF", [timed(command, cwd=out) for _ in range(5)], "ms", "a new process")

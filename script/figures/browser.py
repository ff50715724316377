"""What a browser fetches, and whether the page moves under the reader."""

import json
import subprocess

from program import ROOT, Person, Program
from reading import CV


def weight(table):
    with Program() as program:
        person = Person(program).settle(CV)
        cookies = [{"name": cookie.name, "value": cookie.value, "url": program.url} for cookie in person.jar]
        task = {"url": program.url, "cookies": cookies}
        command = ["node", str(ROOT / "script/figures/browser.mjs"), json.dumps(task)]
        answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT / "end2end").stdout)
    home = answer["pages"]["/"]
    kinds = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in sorted(home["kinds"].items()))
    table.add("first load of `/`, all that a browser fetches", 200, [home["bytes"] / 1000], "KB", f"{home['requests']} requests: {kinds}")
    for path, page in answer["pages"].items():
        if path != "/":
            table.tell(f"first load of `{path}`", [page["bytes"] / 1000], "KB", f"{page['requests']} requests")
    for path, page in answer["pages"].items():
        table.add(f"layout shift of `{path}`", 0, [page["shift"]], "", "signed in" if page["signedIn"] else "signed out")

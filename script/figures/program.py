"""The program under measurement: started on a folder of its own, asked over HTTP, stopped."""

import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = Path(os.environ.get("BENCH_OUT", ROOT / "target/bench"))
PROGRAM = OUT / "job-agent"


def site_settings():
    """What the program wants to know about the site beside it."""
    lines = (OUT / "site.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def measurement(name):
    """What server/benches/NAME.rs prints. Built with the release profile; BENCH_PROFILE=dev is for trying it."""
    profile = os.environ.get("BENCH_PROFILE", "release")
    command = ["cargo", "run", "--quiet", "--profile", profile, "--package", "server", "--example", name]
    environment = os.environ | {"JOB_AGENT_PROGRAM": str(PROGRAM)}
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout.strip().splitlines()[-1])


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def new_folder():
    """A data folder that the account of the database may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="job-agent-bench-"))
    folder.chmod(0o711)
    return folder


class Program:
    """A started server. `with Program() as program:` stops it and removes its folder."""

    def __init__(self, folder=None, settings=None):
        self.own_folder = folder is None
        self.folder = folder or new_folder()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        environment |= site_settings() | {"LISTEN_ADDR": f"127.0.0.1:{self.port}", "DATA_DIR": str(self.folder), "RUST_LOG": "warn"}
        self.started = time.monotonic()
        self.process = subprocess.Popen([PROGRAM], env=environment | (settings or {}))
        self.ready_after = self.wait_until_ready()

    def wait_until_ready(self):
        while time.monotonic() - self.started < 60:
            if self.process.poll() is not None:
                raise SystemExit("the program ended right after its start")
            try:
                with urllib.request.urlopen(self.url + "/readyz", timeout=5):
                    return time.monotonic() - self.started
            except OSError:
                time.sleep(0.002)
        raise SystemExit("the program does not get ready")

    def memory_mb(self):
        """Resident memory of the server's own process; the database's are others."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def database(self):
        """Port and passwords of the private Postgres."""
        secrets = json.loads((self.folder / "secrets.json").read_text())
        command = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        for child in Path(command).read_text().split():
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
            if "-p" in words and "postgres" in words[0]:
                return int(words[words.index("-p") + 1]), secrets
        raise SystemExit("the private Postgres is not to be found")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)


class Forms(HTMLParser):
    """The forms of a page with the values that they have already."""

    def __init__(self, html):
        super().__init__()
        self.forms = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append((attributes.get("action", ""), {}))
        elif tag in ("input", "textarea", "select") and self.forms and attributes.get("name"):
            self.forms[-1][1][attributes["name"]] = attributes.get("value") or ""


class Person:
    """Somebody who uses the pages as a browser without a script would: signed up, read, searched."""

    def __init__(self, program):
        self.program = program
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path):
        request = urllib.request.Request(self.program.url + path, headers={"Accept": "text/html"})
        with self.opener.open(request, timeout=30) as answer:
            return answer.geturl(), answer.read().decode()

    def post(self, path, body, kind):
        request = urllib.request.Request(self.program.url + path, data=body, method="POST")
        for name, value in {"Accept": "text/html", "Content-Type": kind, "Origin": self.program.url}.items():
            request.add_header(name, value)
        with self.opener.open(request, timeout=60) as answer:
            return answer.geturl(), answer.read().decode()

    def send(self, page, has, **values):
        """Fills in the form of a page whose action contains these words."""
        _, html = self.get(page)
        for action, fields in Forms(html).forms:
            if has in action:
                return self.post(action, urllib.parse.urlencode(fields | values).encode(), "application/x-www-form-urlencoded")
        raise SystemExit(f"{page} has no form for {has}")

    def upload(self, file):
        edge = "a-line-between-the-parts"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="cv"; filename="{file.name}"\r\nContent-Type: application/pdf\r\n\r\n'
        self.post("/uploads", head.encode() + file.read_bytes() + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}")

    def wait_for(self, run):
        """Until a run has ended, as its page would."""
        number = re.search(r"/runs/([0-9a-f-]{36})", run)[1]
        began = time.monotonic()
        while time.monotonic() - began < 120:
            with self.opener.open(f"{self.program.url}/api/workflow/status/{number}", timeout=30) as answer:
                status = json.loads(answer.read())["status"]
            if status == "completed":
                return
            if status in ("failed", "cancelled"):
                raise SystemExit(f"the run {number} is {status}")
            time.sleep(0.2)
        raise SystemExit(f"the run {number} does not end")

    def settle(self, cv):
        """From nothing to a profile and a finished search over the samples."""
        self.send("/sign-up", "sign_up", name="Mara Lindqvist", email="mara@example.org", password="correct horse battery")
        self.upload(cv)
        url, _ = self.send("/onboarding/review", "start_profiling")
        self.wait_for(url)
        url, _ = self.send("/dashboard", "find_openings")
        self.wait_for(url)
        return self

    def cookie(self):
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

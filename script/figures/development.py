"""What a developer waits for: the second start, and an edit until it is seen."""

import os
import shutil
import signal
import subprocess
import time
import urllib.request

from program import ROOT, Person, free_port, new_folder
from reading import CV

MARK = "Seen after an edit"


class Started:
    """A command that serves pages at a port of its own; stopped with all that it has started."""

    def __init__(self, command, settings):
        self.folder = new_folder()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        address = f"127.0.0.1:{self.port}"
        environment = os.environ | {"LISTEN_ADDR": address, "LEPTOS_SITE_ADDR": address, "LEPTOS_RELOAD_PORT": str(free_port()), "DATA_DIR": str(self.folder)} | settings
        self.began = time.monotonic()
        self.log = open(self.folder / "log", "w+")
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)

    def wait_for(self, seen, patience):
        """Seconds since now until a page shows what is looked for."""
        began = time.monotonic()
        while time.monotonic() - began < patience:
            if self.process.poll() is not None:
                break
            try:
                if seen():
                    return time.monotonic() - began
            except OSError:
                pass
            time.sleep(0.05)
        self.log.seek(0)
        raise SystemExit(f"not seen within {patience} s\n{self.log.read()[-3000:]}")

    def page(self, path="/"):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.read().decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


def run(table):
    """The first round builds what is not built; only the later ones count."""
    seconds = []
    for _ in range(4):
        with Started(["script/run"], {}) as started:
            seconds.append(started.wait_for(lambda: "Job Agent" in started.page(), 3600))
    table.add("`script/run`, second start to a served page", 10, seconds[1:], "s", "setup, both builds up to date, private Postgres")


class Edit:
    """Changes a line of a file and puts it back, whatever happens."""

    def __init__(self, path, old, new):
        self.path = ROOT / path
        self.before = self.path.read_text()
        if old not in self.before:
            raise SystemExit(f"{path} does not contain what is to be changed: {old}")
        self.after = self.before.replace(old, new, 1)

    def make(self):
        self.path.write_text(self.after)

    def undo(self):
        self.path.write_text(self.before)


def watch(table):
    """A component's text and a query's number, each changed and put back while cargo-leptos watches."""
    roles = {name: os.environ["BENCH_DATABASE_URL"].replace("ROLE", role) for name, role in [("DATABASE_URL", "job_agent_worker"), ("WORKER_DATABASE_URL", "job_agent_worker")]}
    component = Edit("app/src/home/page.rs", "From a CV to a shortlist", MARK)
    query = Edit("src/search/store.rs", "select count(*) filter (where status <> 'dismissed')", "select 7654000 + count(*) filter (where status <> 'dismissed')")
    with Started(["cargo", "leptos", "watch"], roles | {"SQLX_OFFLINE": "false"}) as started:
        try:
            started.wait_for(lambda: "Job Agent" in started.page(), 3600)
            person = Person(started).settle(CV)
            edits = [
                ("an edit of a component under `cargo leptos watch`", 15, component, lambda: MARK in started.page()),
                ("an edit of a query under `cargo leptos watch`", 25, query, lambda: "7654" in person.get("/matches")[1]),
            ]
            for figure, budget, edit, seen in edits:
                seconds = []
                for _ in range(3):
                    edit.make()
                    seconds.append(started.wait_for(seen, 300))
                    edit.undo()
                    seconds.append(started.wait_for(lambda: not seen(), 300))
                table.add(figure, budget, seconds, "s", "both halves built, server started again, page served")
        finally:
            component.undo()
            query.undo()

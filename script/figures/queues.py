"""Tasks with nothing to do and a worker that is killed: Job Agent beside Celery with Redis and graphile-worker, in one run on
one machine. The two that keep their tasks in Postgres have one each with the same settings, which waits for its disk."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from program import OUT, PROGRAM, Program, free_port, new_folder

TASKS = int(os.environ.get("BENCH_TASKS", "10000"))
CONCURRENCY = 24
# Celery's processes; more than cores only take turns.
PROCESSES = max(2, os.cpu_count() or 2)
# Celery's own is an hour, which nobody waits for here.
VISIBILITY_TIMEOUT = 30
OTHERS = Path(__file__).resolve().parent / "others"


class Held:
    """Where a task that is held waits. Notes when each came; none is ever answered."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.came, self.lines = [], []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            self.lines.append(line)
            self.came.append(time.monotonic())

    def wait_for(self, count, patience):
        """When that many have come, or nothing."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if len(self.came) >= count:
                return self.came[count - 1]
            time.sleep(0.02)
        return None

    def close(self):
        for line in [self.listener, *self.lines]:
            line.close()


def start(command, environment=None, folder=None):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, env=os.environ | (environment or {}), cwd=folder, start_new_session=True, **quiet)


def kill(process):
    """All of it at once, as when a machine is gone."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def rate(left):
    """Tasks a second while the middle nine tenths were worked off; starting up is not in it."""
    began = None
    end = time.monotonic() + 600
    while time.monotonic() < end:
        now, count = time.monotonic(), left()
        if began is None and count <= TASKS * 0.95:
            began = (now, count)
        if began and count <= TASKS * 0.05:
            return (began[1] - count) / (now - began[0])
        time.sleep(0.05)
    raise SystemExit("the tasks are not worked off within ten minutes")


def rescue(begin, worker, patience):
    """Seconds from the kill of the worker that holds a task to its next beginning by another one; `begin` hands it over.
    Both are told the port at which a held task waits."""
    held = Held()
    workers = [worker(held.port)]
    try:
        begin(held.port)
        if held.wait_for(1, 60) is None:
            raise SystemExit("the task does not begin")
        workers.append(worker(held.port))
        time.sleep(5)
        killed = time.monotonic()
        kill(workers[0])
        again = held.wait_for(2, patience)
        return again and again - killed
    finally:
        for worker in workers:
            kill(worker)
        held.close()


class Database:
    """A private Postgres, as the program starts it, with nobody who works on its runs but who is told to."""

    def __init__(self, settings=None):
        # Somebody has to serve a kind; this one comes once a night.
        self.program = Program(settings={"WORK_KINDS": "retention"} | (settings or {}))
        self.port, self.secrets = self.program.database()
        self.psql = next(iter(sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/psql")), reverse=True)), "psql")

    def url(self, role, name="job_agent"):
        account = "postgres" if role == "superuser" else f"job_agent_{role}"
        return f"postgres://{account}:{self.secrets[role]}@127.0.0.1:{self.port}/{name}?sslmode=disable"

    def ask(self, statement, name="job_agent"):
        command = [self.psql, "-qAt", "-v", "ON_ERROR_STOP=1", self.url("superuser", name), "-c", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def worker(self, **settings):
        """`job-agent work` in a process of its own."""
        environment = {"WORKER_DATABASE_URL": self.url("worker"), "DATABASE_URL": self.url("ui"), "DATA_DIR": str(self.program.folder)}
        limits = {"WORK_CONCURRENCY": str(CONCURRENCY), "WORK_PERSON_LIMIT": str(CONCURRENCY), "RUST_LOG": "warn"}
        return start([PROGRAM, "work"], environment | limits | settings)


def ours(tell):
    """A digest of people for whom nothing is new: a claim, two durable events, a query, a step that is remembered, an end."""
    base = Database()
    with base.program:
        base.ask(
            """insert into "user" (id, name, email) select gen_random_uuid(), 'Somebody', 'somebody-' || n || '@example.org'
               from generate_series(1, 40) n"""
        )
        base.ask(
            f"""insert into run (id, user_id, kind, idempotency_key, stage_count)
                select gen_random_uuid(), u.id, 'digest', 'bench ' || n, 3
                from (select id, row_number() over () - 1 as nth from "user" where name = 'Somebody') u, generate_series(1, {TASKS}) n
                where n % 40 = u.nth"""
        )
        base.ask("analyze run")
        worker = base.worker()
        count = "select count(*) from run where kind = 'digest' and status in ('queued', 'running')"
        speed = rate(lambda: int(base.ask(count)))
        kill(worker)
    tell("Job Agent", f"one process, {CONCURRENCY} slots; each run has an event log and a remembered step; every write waits for the disk", speed)


def ours_rescue(tell):
    """Somebody signs up, and the mail server takes the connection and says nothing."""
    times = []
    for _ in range(3):
        base = Database()

        def worker(port):
            return base.worker(SMTP_URL=f"smtp://127.0.0.1:{port}", WORK_KINDS="account_mail")

        def begin(_port):
            base.ask("""insert into "user" (id, name, email) values (gen_random_uuid(), 'Mara', 'mara@example.org')""")
            base.ask(
                """insert into run (id, user_id, kind, idempotency_key, input, stage_count)
                   select gen_random_uuid(), id, 'account_mail', 'bench', '{"mail": "verify_email"}', 1 from "user" where name = 'Mara'"""
            )

        with base.program:
            times.append(rescue(begin, worker, 60))
    tell("Job Agent", "as it comes: a lease of 15 s, looked after every 2 s", times)


def python():
    """An interpreter with Celery, made once."""
    place = OUT / "celery"
    if not (place / "bin/celery").exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run([str(place / "bin/pip"), "install", "-q", "celery[redis]==5.*"], check=True)
    shown = subprocess.run([place / "bin/pip", "show", "celery"], check=True, capture_output=True, text=True).stdout
    return place / "bin", shown.split("Version: ")[1].split()[0]


def celery(tell_speed, tell_rescue):
    programs, version = python()
    folder, port = new_folder(), free_port()
    redis = start(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)])
    environment = {"BROKER": f"redis://127.0.0.1:{port}/0", "VISIBILITY_TIMEOUT": "3600"}
    worker = lambda _port=0: start([programs / "celery", "-A", "celery_tasks", "worker", "-c", str(PROCESSES), "-l", "error"], environment, OTHERS)
    send = lambda code: subprocess.run([programs / "python", "-c", f"from celery_tasks import *; {code}"], check=True, env=os.environ | environment, cwd=OTHERS)
    ask = lambda *words: subprocess.run(["redis-cli", "-p", str(port), *words], check=True, capture_output=True, text=True).stdout
    try:
        send(f"[noop.delay() for _ in range({TASKS})]")
        one = worker()
        speed = rate(lambda: int(ask("llen", "celery")) + int(ask("hlen", "unacked")))
        kill(one)
        tell_speed(f"Celery {version} with Redis", f"{PROCESSES} processes, acknowledged late; Redis as it comes loses its last seconds with its machine", speed)
        ask("flushall")
        environment["VISIBILITY_TIMEOUT"] = str(VISIBILITY_TIMEOUT)
        again = rescue(lambda port: send(f"hold.delay({port})"), worker, VISIBILITY_TIMEOUT * 6)
        note = f"with a visibility timeout of {VISIBILITY_TIMEOUT} s; as it comes it is an hour, and a task that takes longer is begun twice"
        tell_rescue(f"Celery {version} with Redis", note, [again])
    finally:
        kill(redis)
        shutil.rmtree(folder, ignore_errors=True)


def node_packages():
    place = OUT / "graphile"
    if not (place / "node_modules/graphile-worker").exists():
        place.mkdir(parents=True, exist_ok=True)
        (place / "package.json").write_text('{"private": true}')
        subprocess.run(["npm", "install", "--silent", "graphile-worker"], check=True, cwd=place)
    shutil.copy(OTHERS / "graphile.mjs", place / "graphile.mjs")
    return place, json.loads((place / "node_modules/graphile-worker/package.json").read_text())["version"]


def graphile(tell_speed, tell_rescue):
    place, version = node_packages()
    base = Database()
    with base.program:
        base.ask("create database graphile", "postgres")
        url = base.url("superuser", "graphile")
        subprocess.run(["npx", "graphile-worker", "--schema-only", "-c", url], check=True, cwd=place, capture_output=True)
        worker = lambda _port=0: start(["node", "graphile.mjs", url, str(CONCURRENCY)], folder=place)
        base.ask(f"select count(graphile_worker.add_job('noop')) from generate_series(1, {TASKS})", "graphile")
        base.ask("analyze", "graphile")
        one = worker()
        speed = rate(lambda: int(base.ask("select count(*) from graphile_worker._private_jobs", "graphile")))
        kill(one)
        tell_speed(f"graphile-worker {version}", f"one process, {CONCURRENCY} at once, as it comes; the same Postgres", speed)
        hold = lambda port: base.ask(f"""select graphile_worker.add_job('hold', '{{"port": {port}}}'::json)""", "graphile")
        again = rescue(hold, worker, 60)
        if again is None:
            tell_rescue(f"graphile-worker {version}", "as it comes: its lock holds for 4 h and is looked after every 8 to 10 min (`dist/sql/resetLockedAt.js`, `dist/config.js`); not begun again while we waited for a minute", None)
        else:
            tell_rescue(f"graphile-worker {version}", "as it comes", [again])


def queues(table):
    """Two tables of three rows each."""
    speed = lambda who, note, value: table.tell(f"tasks with nothing to do, {who}", [value], "a second", note)

    def going_again(who, note, times):
        if times is None:
            table.say(f"going again after kill -9, {who}", "> 4 h", note)
        else:
            table.tell(f"going again after kill -9, {who}", times, "s", note)

    ours(speed)
    celery_rescue, graphile_rescue = [], []
    celery(speed, lambda *row: celery_rescue.append(row))
    graphile(speed, lambda *row: graphile_rescue.append(row))
    ours_rescue(going_again)
    for row in celery_rescue + graphile_rescue:
        going_again(*row)

"""The running server: how soon, how large, how many questions, how fast."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from program import Person, Program, new_folder
from reading import CV

CONNECTIONS = 32
SECONDS = 10


def ready(table):
    """From exec to a good answer of /readyz, over a data folder that was used before."""
    folder = new_folder()
    try:
        Program(folder).stop()
        whole, beside = [], []
        for _ in range(7):
            program = Program(folder)
            whole.append(program.ready_after)
            port, secrets = program.database()
            roles = {"DATABASE_URL": "ui", "WORKER_DATABASE_URL": "worker", "ADMIN_DATABASE_URL": "admin"}
            urls = {name: f"postgres://job_agent_{role}:{secrets[role]}@127.0.0.1:{port}/job_agent?sslmode=disable" for name, role in roles.items()}
            with Program(settings=urls) as second:
                beside.append(second.ready_after)
            program.stop()
        table.add("ready after its start, Postgres there", 1, beside, "s", "migrated before")
        table.add("ready after its start, private Postgres started too", 1, whole, "s", "migrated before")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def idle(table):
    fresh = []
    for _ in range(3):
        with Program() as program:
            time.sleep(5)
            fresh.append(program.memory_mb())
    table.add("memory, idle after its start", 60, fresh, "MB", "without Postgres")
    with Program() as program:
        Person(program).settle(CV)
        time.sleep(10)
        table.tell("memory, idle after a profile and a search with letters", [program.memory_mb()], "MB", "without Postgres")


def psql(program, statement):
    port, secrets = program.database()
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/psql"))
    command = [str(programs[-1]) if programs else "psql", "-qAt", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-d", "postgres", "-c", statement]
    subprocess.run(command, check=True, env=os.environ | {"PGPASSWORD": secrets["superuser"]})


def asked(program, person, path):
    """Every message of the web's role that Postgres logs while it answers one request, with those that begin and end transactions."""
    log = program.folder / "postgres.log"
    for setting in ["log_line_prefix = '%u '", "log_statement = 'all'"]:
        psql(program, f"alter system set {setting}")
    psql(program, "select pg_reload_conf()")
    time.sleep(1)
    person.get(path)
    time.sleep(0.5)
    before = log.stat().st_size
    person.get(path)
    time.sleep(0.5)
    with log.open() as text:
        text.seek(before)
        words = [line for line in text if line.startswith("job_agent_ui ")]
    psql(program, "alter system reset log_statement")
    psql(program, "select pg_reload_conf()")
    return [re.sub(r"^\S+ LOG:  (statement|execute [^:]*): ", "", line).strip() for line in words if re.match(r"\S+ LOG:  (statement|execute)", line)]


def queries(table):
    with Program() as program:
        person = Person(program).settle(CV)
        for path in ["/dashboard", "/matches"]:
            words = asked(program, person, path)
            questions = [line for line in words if not re.match(r"(?i)(rollback|commit)", line)]
            note = f"{len(words)} messages with the ends of transactions"
            if path == "/dashboard":
                table.add(f"queries of {path}, signed in", 5, [len(questions)], "", note)
            else:
                table.tell(f"queries of {path}, signed in", [len(questions)], "", note)


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def latency_and_rate(text):
    """p99 in ms and answers a second of what wrk says. Its other columns may end in 99% too."""
    return milliseconds(re.search(r"^ +99% +(\S+)", text, re.M)[1]), float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])


def load(program, person, path):
    """p99 in ms and answers a second of one path, asked as a browser asks."""
    headers = [f"Cookie: {person.cookie()}", "Accept: text/html", "Accept-Encoding: gzip, deflate, br"]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency"]
    for header in headers:
        command += ["-H", header]
    text = subprocess.run([*command, program.url + path], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise SystemExit(f"{path}: not every answer was good\n{text}")
    return latency_and_rate(text)


def pages(table):
    with Program() as program:
        person = Person(program).settle(CV)
        for path, budget in [("/dashboard", 25), ("/matches", None), ("/", None)]:
            load(program, person, path)
            runs = [load(program, person, path) for _ in range(5)]
            note = f"{sum(rate for _, rate in runs) / len(runs):.0f} answers a second, compressed"
            p99 = [latency for latency, _ in runs]
            if budget:
                table.add(f"{path}, p99 at {CONNECTIONS} connections", budget, p99, "ms", note)
            else:
                table.tell(f"{path}, p99 at {CONNECTIONS} connections", p99, "ms", note)
        table.tell("memory after this load", [program.memory_mb()], "MB", "without Postgres")

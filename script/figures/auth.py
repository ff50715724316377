"""Signing in and asking for the session, beside Better Auth's own server on the same machine and the same Postgres."""

import json
import os
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from program import ROOT, Program
from serving import latency_and_rate

HERE = Path(__file__).resolve().parent
PACKAGES = ROOT / "end2end/better-auth"
PEOPLE = 40
# The web's pool.
POOL = 16
SECONDS = 10
SIGNING_IN = 32
ASKING = 8


class Reference:
    """The library's own server over a database in the private Postgres of the program."""

    def __init__(self, program):
        port, secrets = program.database()
        client = sorted(Path("/usr/lib/postgresql").glob("*/bin/psql"))
        command = [str(client[-1]) if client else "psql", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-d", "postgres"]
        subprocess.run([*command, "-c", "create database reference"], check=True, env=os.environ | {"PGPASSWORD": secrets["superuser"]})
        # Node looks for packages beside the file that asks for them.
        script = PACKAGES / ".reference-under-load.mjs"
        script.write_text((HERE / "reference.mjs").read_text())
        settings = {"DATABASE_URL": f"postgres://postgres:{secrets['superuser']}@127.0.0.1:{port}/reference", "CONNECTIONS": str(POOL), "NODE_ENV": "production"}
        try:
            self.process = subprocess.Popen(["node", script], env=os.environ | settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.url = self.process.stdout.readline().strip()
        finally:
            script.unlink()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=30)


def post(url, path, body, address):
    """Status, seconds and the cookie of one answer."""
    request = urllib.request.Request(url + path, data=json.dumps(body).encode(), method="POST")
    for name, value in {"Content-Type": "application/json", "Origin": url, "X-Forwarded-For": address}.items():
        request.add_header(name, value)
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
            return answer.status, time.perf_counter() - began, (answer.headers.get("Set-Cookie") or "").split(";")[0]
    except urllib.error.HTTPError as refused:
        refused.read()
        return refused.code, time.perf_counter() - began, ""


def people(url):
    for number in range(PEOPLE):
        body = {"name": "Ada Lovelace", "email": f"person-{number}@example.org", "password": "correct horse staple"}
        status, _, cookie = post(url, "/_auth/sign-up/email", body, f"192.0.2.{number + 1}")
        if status != 200:
            raise SystemExit(f"{url}: a sign-up was answered with {status}")
    return cookie


def wrk(url, connections, *arguments, **environment):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "10s", "--latency", *arguments, url]
    return subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True)


def heard(running):
    """p99 in ms and answers a second."""
    text, _ = running.communicate()
    if "Non-2xx" in text or "Socket errors" in text:
        raise SystemExit(f"not every answer was good\n{text}")
    return latency_and_rate(text)


def sign_in(url):
    return wrk(url, SIGNING_IN, "-s", str(HERE / "sign_in.lua"), PEOPLE=str(PEOPLE), ORIGIN=url)


def get_session(url, cookie):
    return wrk(f"{url}/_auth/get-session", ASKING, "-H", f"Cookie: {cookie}")


def known_and_unknown(url):
    """Seconds of sign-ins with a wrong password: for addresses that somebody has, and for others, in turn."""
    known, unknown = [], []
    for number in range(100):
        address = f"198.18.{number}.1"
        for times, email in [(known, f"person-{number % PEOPLE}@example.org"), (unknown, f"nobody-{number}@example.org")]:
            status, seconds, _ = post(url, "/_auth/sign-in/email", {"email": email, "password": "not the right one"}, address)
            if status != 401:
                raise SystemExit(f"a wrong sign-in was answered with {status}")
            times.append(seconds * 1000)
    return known, unknown


def at_rest(*servers):
    """Waits until each has worked off what the last load left behind: what was asked is hashed though nobody waits any more."""
    ticks = os.sysconf("SC_CLK_TCK")
    used = lambda pid: sum(int(word) for word in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]) / ticks
    for _ in range(120):
        before = [used(server.process.pid) for server in servers]
        time.sleep(0.5)
        if all(used(server.process.pid) - was <= 0.02 for server, was in zip(servers, before)):
            return
    raise SystemExit("a server did not come to rest")


def auth(table):
    with Program(settings={"TRUSTED_PROXIES": "127.0.0.1"}) as program, Reference(program) as reference:
        ours, theirs = people(program.url), people(reference.url)
        heard(sign_in(program.url))
        rates = {}
        for turn in range(3):
            at_rest(program, reference)
            signing, alive = sign_in(program.url), wrk(f"{program.url}/livez", 1)
            rates.setdefault("sign-in", []).append((heard(signing), heard(sign_in(reference.url))))
            rates.setdefault("livez", []).append(heard(alive)[0])
            at_rest(program, reference)
            rates.setdefault("session", []).append((heard(get_session(program.url, ours)), heard(get_session(reference.url, theirs))))
        table.add(f"sign-in, p99 at {SIGNING_IN} connections", 1500, [own[0] for own, _ in rates["sign-in"]], "ms", "Argon2id, 19 MiB, t = 2")
        table.add("`/livez` meanwhile, p99", 20, rates["livez"], "ms")
        compared(table, "sign-in", rates["sign-in"], 4)
        table.add(f"get-session, p99 at {ASKING} connections", 5, [own[0] for own, _ in rates["session"]], "ms")
        compared(table, "get-session", rates["session"], 10)
        known, unknown = known_and_unknown(program.url)
        apart = abs(statistics.median(known) - statistics.median(unknown))
        note = f"medians of 100: {statistics.median(known):.1f} and {statistics.median(unknown):.1f} ms"
        table.add("sign-in of a known and an unknown address, apart", 1, [apart], "ms", note)


def compared(table, name, pairs, at_least):
    """How many times the other's rate, as the share of ours that theirs may be at most."""
    own, other = (statistics.median(pair[side][1] for pair in pairs) for side in (0, 1))
    note = f"{own:.0f} and {other:.0f} a second: {own / other:.1f} times; at least {at_least} wanted"
    table.add(f"{name}, Better Auth's rate in ours", 100 / at_least, [100 * theirs[1] / mine[1] for mine, theirs in pairs], "%", note)

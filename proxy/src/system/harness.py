"""What the system tests share: checks that are counted, processes that end, a folder that goes away.

A test is a script with one `Trial`:

    with Trial("demo") as t:
        t.check("curl gets the page", page == "...", page)

It prints one line per check and "N passed, N failed" at the end, and exits 1 if a check failed or anything was raised.
Whatever it started or made is undone at the end, last first, also after a failure or a signal.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[3]
PENSTOCK = str(ROOT / "penstock")
os.environ.setdefault("PENSTOCK_CACHE", "off")  # no training in the background of a test


class Running:
    """A process that was started, with what it wrote to stdout and stderr so far."""

    def __init__(self, name, argv, folder, **options):
        self.name = name
        self._files = (folder / f"{name}.out", folder / f"{name}.err")
        with open(self._files[0], "ab") as out, open(self._files[1], "ab") as err:
            # A shell may have us started with SIGINT ignored, and the JVM would inherit that.
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), **options)

    def out(self):
        return self._files[0].read_text(errors="replace")

    def err(self):
        return self._files[1].read_text(errors="replace")

    def is_running(self):
        return self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds):
        """The exit code, or None if it still runs after so many seconds."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self):
        if self.is_running():
            self.process.terminate()
            if self.wait(15) is None:
                self.process.kill()
        self.process.wait()


class Trial:
    def __init__(self, name):
        self.name = name
        self.passed = self.failed = 0
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"penstock-{name.replace(' ', '-')}-"))
        self.folder.chmod(0o755)
        self._undo = [(shutil.rmtree, (self.folder, True))]
        self._logs = []

    def __enter__(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda n, _: sys.exit(128 + n))
        print(f"--- {self.name}", flush=True)
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.failed += 1
            told = error if kind is SystemExit else "".join(traceback.format_exception(kind, error, trace))
            print(f"FAIL  ended early: {told}", flush=True)
        if self.failed:
            self._show_logs()
        for action, arguments in reversed(self._undo):
            try:
                action(*arguments)
            except (OSError, subprocess.SubprocessError) as problem:
                self.failed += 1
                print(f"FAIL  cleaning up: {problem}", flush=True)
        print(f"{self.name}: {self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed else 0)

    def check(self, what, holds, detail=""):
        """Counts and prints one check; gives back whether it held."""
        if holds:
            self.passed += 1
            print(f"ok    {what}", flush=True)
        else:
            self.failed += 1
            print(f"FAIL  {what}" + (f"\n      instead: {_told(detail)}" if detail != "" else ""), flush=True)
        return bool(holds)

    def need(self, what, holds, detail=""):
        """A check without which the rest makes no sense."""
        if not self.check(what, holds, detail):
            raise SystemExit("cannot go on without this")

    def balanced(self, scrape):
        """Checks that no connection is left and that each that was opened was closed; gives the metrics."""
        def settled():
            m = scrape()
            opened, active, closed = (m.total(f"penstock_connections_{x}") for x in ("opened_total", "active", "closed_total"))
            return m if opened == closed > 0 and active == 0 else None

        m = until(settled)
        self.check("no connection is left, and opened = closed over all reasons", m, "" if m else scrape().ours())
        return m or scrape()

    def defer(self, action, *arguments):
        self._undo.append((action, arguments))

    def start(self, name, argv, **options):
        running = Running(name, argv, self.folder, **options)
        self.defer(running.end)
        self.log_of(name, lambda: running.out()[-3000:] + running.err()[-12000:])
        return running

    def log_of(self, name, text):
        """Has text() printed if the trial fails."""
        self._logs.append((name, text))

    def _show_logs(self):
        for name, text in self._logs:
            print(f"..... what {name} wrote (its end)\n{text()}", flush=True)


def _told(detail):
    if isinstance(detail, subprocess.CompletedProcess):
        command = " ".join(map(str, detail.args))
        return f"exit {detail.returncode} of {command[-300:]}\n{detail.stdout[-3000:]}{detail.stderr[-3000:]}"
    if isinstance(detail, list):
        return "\n".join(map(_told, detail))
    return detail[-4000:] if isinstance(detail, str) else repr(detail)[:4000]


def run(*argv, timeout=60, **options):
    """Runs to the end; never raises for an exit code. Has .returncode, .stdout, .stderr as text."""
    options.setdefault("stdin", subprocess.DEVNULL)
    try:
        return subprocess.run([str(a) for a in argv], capture_output=True, text=True, errors="replace",
                              timeout=timeout, **options)
    except subprocess.TimeoutExpired as late:
        text = (late.stderr or b"").decode(errors="replace") if isinstance(late.stderr, bytes) else (late.stderr or "")
        return subprocess.CompletedProcess(argv, -1, "", f"still running after {timeout} s\n{text}")


def must(*argv, **options):
    """Like run, but for the test's own preparations: raises if it does not succeed."""
    done = run(*argv, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, argv))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def until(condition, seconds=40):
    """Polls until condition() is true and gives back what it returned last."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer or time.monotonic() > deadline:
            return answer
        time.sleep(0.05)


def free_port(address="127.0.0.1"):
    with socket.socket() as s:
        s.bind((address, 0))
        return s.getsockname()[1]


def json_lines(text):
    """The JSON objects among the lines of a text, in order; a line that only looks like one raises."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def as_json(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return {}


class Metrics:
    """Prometheus' text format, asked for sums."""

    _LINE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([^ ]+)")
    _LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

    def __init__(self, text):
        self.text = text
        self.samples = []
        for line in text.splitlines():
            found = self._LINE.match(line)
            if found:
                self.samples.append((found[1], dict(self._LABEL.findall(found[2] or "")), float(found[3])))

    def total(self, name, **labels):
        """The sum over all samples of that name which have these labels; 0 where there is none."""
        return sum(value for n, have, value in self.samples
                   if n == name and labels.items() <= have.items())

    def ours(self):
        """Penstock's own samples that are not zero, for people."""
        return "\n".join(line for line in self.text.splitlines()
                         if line.startswith("penstock_") and not line.endswith(" 0.0") and "_bucket" not in line)

    def names(self):
        return {name for name, _, _ in self.samples}


def need_root():
    if os.geteuid() != 0:
        raise SystemExit("needs root: network namespaces, addresses, other users")

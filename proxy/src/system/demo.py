"""`./penstock demo`: every command that it prints works, and Ctrl-C ends it cleanly."""

import re
import signal
import sys

import harness
from harness import PENSTOCK, Metrics, Trial, free_port, run, until

HOST = "zigi-endpoint.penstock.localhost"
PAGE = "This is web.zigi.internal"


def printed_commands(text):
    """The command lines that the demo tells one to try: those that begin with a program it names."""
    return [line.strip().removeprefix("$ ") for line in text.splitlines()
            if re.match(r"\s*(\$ )?(curl|dig|\S*/penstock|penstock) ", line)]


def as_typed(command):
    """What a shell at the project's top would run; the launcher may be printed as on the PATH."""
    return run("bash", "-c", re.sub(r"^penstock ", "./penstock ", command), cwd=harness.ROOT, timeout=30)


def check_printed(t, demo, admin):
    until(lambda: not demo.is_running() or run("curl", "-s", "-f", admin + "/readyz").returncode == 0
          and "Ctrl-C" in demo.out(), 90)
    t.need("it starts", demo.is_running(), demo.out() + demo.err())
    commands = printed_commands(demo.out())

    def printed(*parts):
        found = [c for c in commands if all(p in c for p in parts)]
        if not found:
            t.need(f"it prints a command with {' and '.join(parts)}", False, demo.out())
        return found[0]

    plain, resolved = printed("curl http://" + HOST), printed("curl --resolve", HOST)
    for command in (plain, resolved):
        t.check(f"{command}: the sample page, asked by the gateway", (page := as_typed(command + " -sS")).returncode == 0
                and PAGE in page.stdout, page)
    dug = as_typed(printed("dig ", HOST) + " +short")
    t.check("dig answers with the address that curl used", dug.stdout.split() == ["127.0.0.1"], dug)
    metrics = Metrics(as_typed(printed("curl", "/metrics") + " -sS").stdout)
    t.check("/metrics has counted the two", metrics.total("penstock_connections_opened_total") == 2, metrics.ours())
    status = as_typed(printed("penstock status"))
    t.check("status lists the endpoint", status.returncode == 0 and "zigi-endpoint" in status.stdout, status)
    told = as_typed(printed("penstock explain"))
    t.check("explain refuses, and says why", told.returncode == 1 and "169.254.169.254" in told.stdout, told)
    reload = as_typed(printed("/api/reload") + " -sS")
    t.check("the printed POST reloads", '"outcome":"unchanged"' in reload.stdout.replace(" ", ""), reload)


def check_busy_port(t):
    """Another program has 8080: it is named, and so is the option that moves the demo's; moved, it runs."""
    other = t.start("other", [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "8080"])
    until(lambda: run("curl", "-s", "http://127.0.0.1:8080/").returncode == 0)
    refused = run(PENSTOCK, "demo")
    t.check("a busy port is named with its holder and with the option that moves it", refused.returncode == 1 and all(
        x in refused.stderr for x in ("127.0.0.1:8080", f"(pid {other.process.pid})", "--http-port")), refused)
    http, dns, admin = (free_port() for _ in range(3))
    moved = t.start("moved", [PENSTOCK, "demo", "--http-port", str(http), "--dns-port", str(dns), "--admin-port", str(admin)])
    check_printed(t, moved, f"http://127.0.0.1:{admin}")
    moved.signal(signal.SIGINT)
    t.check("Ctrl-C ends it with 0", (code := moved.wait(30)) == 0, f"exit {code}\n{moved.err()}")
    other.end()


with Trial("demo") as t:
    check_busy_port(t)
    demo = t.start("demo", [PENSTOCK, "demo"], cwd="/")
    check_printed(t, demo, "http://127.0.0.1:9901")
    demo.signal(signal.SIGTERM)
    t.check("SIGTERM ends it with 0", (code := demo.wait(30)) == 0, f"exit {code}\n{demo.err()}")
    t.check("its ports are free again", run("curl", "-s", "http://127.0.0.1:9901/livez").returncode == 7)

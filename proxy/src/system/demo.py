"""`./penstock demo`: every command that it prints works, and Ctrl-C ends it cleanly."""

import re
import signal

import harness
from harness import PENSTOCK, Metrics, Trial, free_port, run, until

HOST = "zigi-endpoint.penstock.localhost"


def printed_commands(text):
    """The command lines that the demo tells one to try: those that begin with a program it names."""
    return [line.strip().removeprefix("$ ") for line in text.splitlines()
            if re.match(r"\s*(\$ )?(curl|dig|\./penstock|penstock) ", line)]


def as_typed(command):
    """What a shell at the project's top would run; the launcher may be printed as on the PATH."""
    return run("bash", "-c", re.sub(r"^penstock ", "./penstock ", command), cwd=harness.ROOT, timeout=30)


def check_printed(t, text):
    commands = printed_commands(text)
    curls = [c for c in commands if c.startswith("curl") and "metrics" not in c]
    plain = [c for c in curls if "--resolve" not in c]
    t.need("it prints a curl, a curl --resolve, a dig, /metrics, status and explain", all((
        plain, len(curls) > len(plain), any(c.startswith("dig") for c in commands),
        any("/metrics" in c for c in commands), any("penstock status" in c for c in commands),
        any("penstock explain" in c for c in commands))), text)
    pages = [as_typed(c + " -sS") for c in curls]
    t.check("each curl answers with the sample page", all(p.returncode == 0 and "<h1>" in p.stdout for p in pages), pages)
    dug = as_typed(next(c for c in commands if c.startswith("dig")) + " +short")
    t.check("dig answers with the address that curl used", "127.0.0.1" in dug.stdout.split(), dug)
    metrics = Metrics(as_typed(next(c for c in commands if "/metrics" in c) + " -sS").stdout)
    t.check("/metrics has counted the curls", metrics.total("penstock_connections_opened_total") >= len(curls),
            sorted(metrics.names()))
    status = as_typed(next(c for c in commands if "penstock status" in c))
    t.check("status lists the endpoint", status.returncode == 0 and "zigi-endpoint" in status.stdout, status)
    for command in (c for c in commands if "penstock explain" in c):
        t.check(f"explain refuses and says why: {command}", "refuse" in as_typed(command).stdout.lower(),
                as_typed(command))


def ended_by(running, number):
    running.signal(number)
    return running.wait(15)


with Trial("demo") as t:
    demo = t.start("demo", [PENSTOCK, "demo"], cwd="/")
    t.need("it starts", until(lambda: printed_commands(demo.out() + demo.err()) and
                              run("curl", "-s", "http://127.0.0.1:9901/readyz").returncode == 0, 60), demo.err())
    check_printed(t, demo.out())

    busy = t.start("second", [PENSTOCK, "demo"])
    code = busy.wait(30)
    t.check("a second one says which port is busy and who has it", code not in (0, None)
            and "8080" in busy.err() and "java" in busy.err() and "--http-port" in busy.err(), f"{code}: {busy.err()}")
    ports = [free_port() for _ in range(3)]
    moved = t.start("moved", [PENSTOCK, "demo", "--http-port", str(ports[0]), "--dns-port", str(ports[1]),
                              "--admin-port", str(ports[2])])
    t.check("with other ports it runs beside the first", until(lambda: "<h1>" in run(
        "curl", "-s", "--resolve", f"{HOST}:{ports[0]}:127.0.0.1", f"http://{HOST}:{ports[0]}/").stdout, 30),
            moved.out() + moved.err())
    t.check("Ctrl-C ends it with 0", (code := ended_by(moved, signal.SIGINT)) == 0, f"exit {code}")
    t.check("SIGTERM ends it with 0, too", (code := ended_by(demo, signal.SIGTERM)) == 0, f"exit {code}")
    t.check("its ports are free again", run("curl", "-s", "http://127.0.0.1:9901/livez").returncode == 7)

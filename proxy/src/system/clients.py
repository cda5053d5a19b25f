"""Real clients through endpoints: PostgreSQL (psql, pgbench), Redis (redis-benchmark), git over SSH.

Everything runs on loopback: the servers on 127.0.0.31, the endpoints on 127.0.0.32, each on the port of its server.
"""

import os
import pathlib
import pwd
import shlex
import signal

from appliance import Launched, metrics_of, need_ready
from harness import Trial, free_port, must, need_root, run, until

SERVER, ENDPOINT = "127.0.0.31", "127.0.0.32"
ADMIN_PORT = free_port()
ADMIN = f"http://127.0.0.1:{ADMIN_PORT}"


def config(ports):
    """One configuration and one endpoint for each named port."""
    text = [f"appliance: {{admin: \"127.0.0.1:{ADMIN_PORT}\"}}", "securityGroups:", "  - name: out", "    egress:"]
    text += [f"      - {{ports: \"{port}\", cidr: {SERVER}/32}}" for port in ports.values()]
    text += ["  - name: clients", "    ingress: [{ports: \"1024-65535\", cidr: 127.0.0.0/8}]", "resourceGateways:",
             "  - {name: gateway, ipAddressType: IPV4, securityGroups: [out]}", "resourceConfigurations:"]
    text += [f"  - {{name: {name}, type: SINGLE, resourceGateway: gateway, portRanges: [\"{port}\"], "
             f"resourceConfigurationDefinition: {{ipResource: {{ipAddress: {SERVER}}}}}}}" for name, port in ports.items()]
    text += ["endpoints:"]
    text += [f"  - {{name: {name}-endpoint, resourceConfiguration: {name}, securityGroups: [clients], addresses: [{ENDPOINT}]}}"
             for name in ports]
    return "\n".join(text) + "\n"


# ---- PostgreSQL
def start_postgres(t, port):
    bin = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    data = t.folder / "postgres"
    data.mkdir()
    user = pwd.getpwnam("postgres")
    os.chown(data, user.pw_uid, user.pw_gid)
    must("runuser", "-u", "postgres", "--", bin / "initdb", "-D", data / "db", "-A", "trust", "-N", timeout=120)
    server = t.start("postgres", ["runuser", "-u", "postgres", "--", str(bin / "postgres"), "-D", str(data / "db"),
                                  "-h", SERVER, "-p", str(port), "-k", str(data), "-F"], cwd=data)
    ready = ["pg_isready", "-q", "-h", SERVER, "-p", port]
    if not until(lambda: run(*ready).returncode == 0, 60):
        raise RuntimeError(f"PostgreSQL does not start: {server.err()}")


def check_postgres(t, port):
    env = {**os.environ, "PGHOST": ENDPOINT, "PGPORT": str(port), "PGUSER": "postgres", "PGCONNECT_TIMEOUT": "10"}

    def psql(*arguments, **more):
        return run("psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", *arguments, env=env, cwd="/", **more)

    t.check("psql: asks and gets an answer", psql("-c", "select 6 * 7").stdout == "42\n", psql("-c", "select 6 * 7"))
    rows = psql("-c", "create table big as select i, repeat(md5(i::text), 32) as t from generate_series(1, 20000) i",
                "-c", "select count(*), sum(length(t)) from big")
    t.check("psql: makes a table", rows.stdout.endswith("20000|20480000\n"), rows)
    out = t.folder / "copy"
    psql("-c", f"\\copy big to '{out}'")
    psql("-c", "create table back (i int, t text)", "-c", f"\\copy back from '{out}'")
    same = psql("-c", "select count(*) from (table big except table back) d", "-c", "select count(*) from back")
    t.check("psql: copies 20 MB out and in, unchanged", same.stdout == "0\n20000\n", same)
    cancelled = t.start("cancelled", ["psql", "-X", "-c", "select pg_sleep(60)"], env=env, cwd="/")
    until(lambda: "pg_sleep" in psql("-c", "select query from pg_stat_activity where state = 'active' and query like "
                                     "'select pg_sleep%'").stdout)
    cancelled.signal(signal.SIGINT)
    t.check("psql: Ctrl-C cancels the query (on a connection of its own)",
            cancelled.wait(30) == 1 and "canceling statement" in cancelled.err(), cancelled.err())
    made = run("pgbench", "-i", "-q", "-s", "2", "postgres", env=env, cwd="/", timeout=120)
    t.check("pgbench: fills its tables", made.returncode == 0, made)
    bench = run("pgbench", "-c", "8", "-j", "2", "-t", "250", "postgres", env=env, cwd="/", timeout=120)
    t.check("pgbench: 2,000 transactions, none failed", bench.returncode == 0
            and "processed: 2000/2000" in bench.stdout and "number of failed transactions: 0" in bench.stdout, bench)
    often = run("pgbench", "-C", "-S", "-c", "4", "-t", "100", "postgres", env=env, cwd="/", timeout=120)
    t.check("pgbench -C: 400 connections, one a transaction", often.returncode == 0
            and "processed: 400/400" in often.stdout, often)


# ---- Redis
def start_redis(t, port):
    server = t.start("redis", ["redis-server", "--bind", SERVER, "--port", str(port), "--save", "", "--dir", str(t.folder),
                               "--protected-mode", "no"])
    if not until(lambda: run("redis-cli", "-h", SERVER, "-p", port, "ping").stdout == "PONG\n"):
        raise RuntimeError(f"Redis does not start: {server.out()}")


def check_redis(t, port):
    here = ("-h", ENDPOINT, "-p", port)
    bench = run("redis-benchmark", *here, "-q", "-n", "20000", "-c", "50", "-P", "8", "-t", "set,get,lpush,lrange_100",
                timeout=120)
    t.check("redis-benchmark: 50 clients, pipelined, all tests end", bench.returncode == 0
            and bench.stdout.count("requests per second") == 5 and "rror" not in bench.stdout + bench.stderr, bench)
    value = "x" * (8 << 20)
    put = run("redis-cli", *here, "-x", "set", "big", input=value, stdin=None)
    got = run("redis-cli", *here, "get", "big")
    t.check("redis-cli: a value of 8 MiB goes in and comes out", put.stdout == "OK\n" and got.stdout == value + "\n", put)
    listener = t.start("subscriber", ["redis-cli", "-h", ENDPOINT, "-p", str(port), "subscribe", "news"])
    until(lambda: "subscribe" in listener.out())
    run("redis-cli", *here, "publish", "news", "extra")
    t.check("redis-cli: a subscriber hears what is published", until(lambda: "extra" in listener.out()), listener.out())
    listener.end()


# ---- git over SSH
def start_sshd(t, port):
    ssh = t.folder / "ssh"
    ssh.mkdir(mode=0o700)
    for key in ("host", "user"):
        must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", ssh / key)
    (ssh / "known_hosts").write_text(f"[{ENDPOINT}]:{port} {(ssh / 'host.pub').read_text()}")
    (ssh / "config").write_text(
        f"ListenAddress {SERVER}:{port}\nHostKey {ssh}/host\nAuthorizedKeysFile {ssh}/user.pub\nPidFile none\n"
        "StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n")
    os.makedirs("/run/sshd", exist_ok=True)
    server = t.start("sshd", ["/usr/sbin/sshd", "-D", "-e", "-f", str(ssh / "config")])
    if not until(lambda: "listening" in server.err()):
        raise RuntimeError(f"sshd does not start: {server.err()}")
    client = (f"ssh -F none -i {shlex.quote(str(ssh / 'user'))} -o IdentitiesOnly=yes -o BatchMode=yes "
              f"-o UserKnownHostsFile={shlex.quote(str(ssh / 'known_hosts'))}")
    return {**os.environ, "GIT_SSH_COMMAND": client, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
            **{f"GIT_{who}_{what}": "test@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}}


def check_git(t, port, env):
    origin, clone = t.folder / "origin", t.folder / "clone"
    must("git", "init", "-q", "-b", "main", origin)
    (origin / "noise").write_bytes(os.urandom(24 << 20))
    must("git", "-C", origin, "add", "-A", env=env)
    must("git", "-C", origin, "commit", "-qm", "Noise", env=env)
    done = run("git", "clone", "-q", f"ssh://root@{ENDPOINT}:{port}{origin}", clone, env=env, timeout=90)
    t.need("git clone over SSH: 24 MiB of noise", done.returncode == 0, done)
    t.check("git: the clone is the origin", (clone / "noise").read_bytes() == (origin / "noise").read_bytes()
            and run("git", "-C", clone, "fsck", "--full", timeout=60).returncode == 0)
    (clone / "more").write_bytes(os.urandom(8 << 20))
    must("git", "-C", clone, "add", "-A", env=env)
    must("git", "-C", clone, "commit", "-qm", "More", env=env)
    pushed = run("git", "-C", clone, "push", "-q", "origin", "main:back", env=env, timeout=90)
    tip = must("git", "-C", clone, "rev-parse", "HEAD").stdout
    t.check("git push over SSH: the origin has the commit", pushed.returncode == 0
            and run("git", "-C", origin, "rev-parse", "back").stdout == tip, pushed)


def check_the_count(t, penstock):
    m = t.balanced(lambda: metrics_of(penstock, ADMIN))
    t.check("every one of more than 450 connections was counted",
            m.total("penstock_connections_opened_total") > 450, m.ours())


need_root()
with Trial("clients") as t:
    ports = {name: free_port(SERVER) for name in ("postgres", "redis", "git")}
    start_postgres(t, ports["postgres"])
    start_redis(t, ports["redis"])
    env = start_sshd(t, ports["git"])
    (t.folder / "penstock.yaml").write_text(config(ports))
    penstock = Launched(t, t.folder)
    need_ready(t, penstock, ADMIN)
    check_postgres(t, ports["postgres"])
    check_redis(t, ports["redis"])
    check_git(t, ports["git"], env)
    check_the_count(t, penstock)

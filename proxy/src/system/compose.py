"""docker/compose.yaml as it stands, with podman: its networks, addresses, volumes, limits and Penstock's image.

What it takes from a registry is played by this machine's own programs, in containers whose root is an overlay on its root.
"""

import os
import pathlib
import re
import subprocess
import time

import yaml

import provider
from appliance import IMAGE, PODMAN_RUN, build_image
from harness import ROOT, Metrics, Trial, json_lines, must, need_root, run, until

COMPOSE = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())
SERVICES = COMPOSE["services"]
PREFIX = f"penstock-{os.getpid()}"
WEB = "http://zigi-endpoint.penstock.internal/"
PROVIDER = pathlib.Path(provider.__file__)
POSTGRES = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
STAND_INS = {
    "web": ["python3", str(PROVIDER), "web", "0.0.0.0:80", "/tmp/web.log"],
    "database": ["runuser", "-u", "postgres", "--", "sh", "-ec",
                 f"{POSTGRES}/initdb -D /tmp/db -A trust -N -U orders >/dev/null; "
                 "echo host all all 10.0.1.0/24 trust >>/tmp/db/pg_hba.conf; "
                 f"exec {POSTGRES}/postgres -D /tmp/db -h 0.0.0.0 -k /tmp -F"],
    "client": ["sleep", "infinity"],
}


def name_of(service):
    return f"{PREFIX}-{service}"


def dns_names():
    """What the provider's DNS server knows, from its Corefile: `address name` lines."""
    lines = (line.split() for line in (ROOT / "docker/compose/dns/Corefile").read_text().splitlines())
    return [word for line in lines if len(line) == 2 and line[0][0].isdigit() for word in reversed(line)]


def make_networks(t):
    for name, network in COMPOSE["networks"].items():
        # Docker keeps its networks apart by its firewall; podman does where they have no way out.
        must("podman", "network", "create", "--internal", "--disable-dns", "--subnet", network["ipam"]["config"][0]["subnet"],
             f"{PREFIX}-{name}")
        t.defer(must, "podman", "network", "rm", "--force", f"{PREFIX}-{name}")


def networks_of(service):
    networks = SERVICES[service]["networks"]
    for name in networks:
        options = (networks[name] or {}) if isinstance(networks, dict) else {}
        yield "--network=" + f"{PREFIX}-{name}" + (f":ip={options['ipv4_address']}" if options else "")


def options_of(service):
    """What the file says of a service, as podman's options."""
    told = SERVICES[service]
    yield from networks_of(service)
    yield from (f"--dns={server}" for server in told.get("dns", ()))
    yield from (f"--env={key}={value}" for key, value in told.get("environment", {}).items())
    yield from (f"--sysctl={key}={value}" for key, value in told.get("sysctls", {}).items())
    yield from (f"--cap-drop={capability}" for capability in told.get("cap_drop", ()))
    yield from (f"--security-opt={option.replace(':true', '')}" for option in told.get("security_opt", ()))
    yield from ["--read-only", "--read-only-tmpfs=false"] if told.get("read_only") else []
    yield from [f"--memory={told['mem_limit']}"] if "mem_limit" in told else []


def start(t, service, *what):
    t.defer(run, "podman", "rm", "--force", "--time", "1", name_of(service))
    must(*PODMAN_RUN, "--detach", "--no-healthcheck", "--name", name_of(service), *options_of(service), *what, timeout=60)
    t.log_of(service, lambda: logs_of(service)[-6000:])


def start_all(t):
    for service, command in {**STAND_INS, "dns": ["python3", str(PROVIDER), "dns", "0.0.0.0:53", *dns_names()]}.items():
        start(t, service, "--rootfs", "/:O", *command)
    volumes = [f"--volume={ROOT / 'docker' / volume}" for volume in SERVICES["penstock"]["volumes"]]
    start(t, "penstock", *volumes, IMAGE)


def logs_of(service):
    done = run("podman", "logs", name_of(service))
    return done.stdout + done.stderr


def inside(service, *command):
    return run("podman", "exec", name_of(service), *command)


def is_ready():
    return inside("penstock", "penstock-health").returncode == 0


def check_the_ways(t):
    page = inside("client", "curl", "-sS", "--max-time", "10", WEB)
    t.need("the client's curl gets the provider's page by the endpoint's name", page.stdout == provider.PAGE.decode(), page)
    direct = inside("client", "curl", "-sS", "--max-time", "3", "http://10.0.1.20/")
    t.check("and has no way to the provider itself", direct.returncode != 0, direct)
    admin = inside("client", "curl", "-sS", "--max-time", "3", "http://10.9.9.2:9901/livez")
    t.check("nor to the admin server", admin.returncode != 0, admin)
    unknown = inside("client", "dig", "+time=2", "+tries=1", "orders.zigi.internal")
    t.check("its DNS server does not know the provider's names", "status: REFUSED" in unknown.stdout, unknown)
    name = inside("client", "dig", "+short", "orders.penstock.internal")
    t.check("but the endpoint's", name.stdout.split() == ["10.9.0.2"], name)
    ask = ["psql", "-X", "-A", "-t", "-h", "orders.penstock.internal", "-U", "orders", "-d", "postgres", "-c",
           "select 'hello from ' || inet_client_addr()"]
    answer = until(lambda: (a := inside("client", *ask)).returncode == 0 and a, 60) or inside("client", *ask)
    t.check("psql gets an answer, and the database saw the gateway's address", answer.stdout == "hello from 10.0.1.10/32\n"
            or answer.stdout == "hello from 10.0.1.10\n", answer)


def snippet(kind):
    """What docker/README.md says for a resolver: the block of that kind."""
    return re.search(rf"^```{kind}\n(.*?)^```", (ROOT / "docker/README.md").read_text(), re.M | re.S)[1]


def check_the_resolvers(t):
    """Resolvers of the consumer's that forward as docker/README.md says, each beside the client."""
    own = {"unbound": 'server:\n directory: "/tmp"\n chroot: ""\n username: ""\n pidfile: ""\n use-syslog: no\n port: 1053\n',
           "dnsmasq": "port=1054\nno-resolv\nno-hosts\npid-file=\nuser=root\n"}
    commands = {"unbound": ["unbound", "-d", "-c"], "dnsmasq": ["dnsmasq", "--keep-in-foreground", "-C"]}
    for kind, port in (("unbound", 1053), ("dnsmasq", 1054)):
        conf = t.folder / f"{kind}.conf"
        conf.write_text(own[kind] + snippet(kind))
        t.start(kind, ["podman", "exec", name_of("client"), *commands[kind], str(conf)])
        ask = ("dig", "@127.0.0.1", "-p", str(port), "+short", "+time=2", "+tries=1", "zigi-endpoint.penstock.internal")
        answered = until(lambda ask=ask: (a := inside("client", *ask)).stdout.split() == ["10.9.0.2"] and a, 20)
        t.check(f"{kind} forwards the zone to it, by what docker/README.md says", answered, inside("client", *ask))


def check_the_operator(t):
    scraped = run(*PODMAN_RUN, "--rm", *networks_of("prometheus"), "--rootfs", "/:O", "curl", "-sS", "--max-time", "10",
                  "http://10.9.9.2:9901/metrics")
    m = Metrics(scraped.stdout)
    t.check("who is in the network admin can scrape it", m.total("penstock_bytes_total", endpoint="zigi-endpoint") > 0, scraped)
    limit = int(SERVICES["penstock"]["mem_limit"].removesuffix("m")) << 20
    heap = sum(value for name, labels, value in m.samples if name == "jvm_memory_max_bytes" and labels["area"] == "heap" and value > 0)
    t.check("its heap is sized from its limit", 0 < heap <= limit / 4, heap)
    lines = json_lines(run("podman", "logs", name_of("penstock")).stdout)
    t.check("the access log is on its stdout", {"zigi-endpoint", "orders"} <= {line["endpoint"] for line in lines}, lines[:3])
    t.check("its start-up cache is in use", "start-up cache" not in logs_of("penstock"))


def check_the_drain(t):
    slow = subprocess.Popen(["podman", "exec", name_of("client"), "curl", "-sS", "-N", "--max-time", "12", WEB + "slow"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    t.defer(slow.kill)
    t.need("a download runs", slow.stdout.readline() == b"tick\n")
    grace = SERVICES["penstock"]["stop_grace_period"].removesuffix("s")
    begin = time.monotonic()
    stopping = t.start("stop", ["podman", "stop", "--time", grace, name_of("penstock")])
    t.check("not ready as soon as it is told to stop", until(lambda: not is_ready(), 5))
    rest, _ = slow.communicate(timeout=40)
    ran = time.monotonic() - begin
    t.check("the download goes on to its own end", slow.returncode == 28 and ran > 8, f"{ran:.1f} s, curl {slow.returncode}")
    code = stopping.wait(40)
    took = time.monotonic() - begin
    state = run("podman", "inspect", "--format", "{{.State.ExitCode}}", name_of("penstock")).stdout.strip()
    t.check(f"then it ends with 0, within its grace period: {took:.0f} s", (code, state) == (0, "0") and took < int(grace), state)


need_root()
with Trial("compose") as t:
    built = build_image(t)
    t.need("the image builds", built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:])
    make_networks(t)
    start_all(t)
    t.need("Penstock gets healthy", until(is_ready, 60), logs_of("penstock"))
    check_the_ways(t)
    check_the_resolvers(t)
    check_the_operator(t)
    check_the_drain(t)

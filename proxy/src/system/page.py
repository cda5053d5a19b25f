"""The status page in headless Chromium: the demo's, one of a thousand endpoints, and one that is not on loopback.

`page.py [FOLDER]` also leaves screenshots in a folder. Needs Debian's chromium, and Node.js with npm.
"""

import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import sys
import threading
import time

from harness import PENSTOCK, Trial, free_port, must, need_root, run, until

HERE = pathlib.Path(__file__).resolve().parent / "page"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
MANY = 1000
TOKEN = "token-of-the-page-test"
NAMESPACE = "penstock-page"
GUARDED = "10.77.0.1"


def modules(t):
    """Playwright, by the lock file; it drives Debian's Chromium and fetches none of its own."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, t.folder)
    must("npm", "ci", "--no-audit", "--no-fund", cwd=t.folder, timeout=120,
         env={**os.environ, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"})


def drive(t, part, namespace=None, **options):
    """Runs a part of drive.mjs and counts its checks."""
    inside = ["ip", "netns", "exec", namespace] if namespace else []
    given = {"modules": str(t.folder), "chromium": CHROMIUM, "pictures": sys.argv[1] if sys.argv[1:] else None, **options}
    done = run(*inside, "node", str(HERE / "drive.mjs"), part, json.dumps(given), timeout=200)
    checks = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    for each in checks:
        t.check(each["what"], each["holds"], each["detail"])
    t.check(f"{part}: the driver ran", done.returncode == 0 and checks, done)
    for line in done.stderr.splitlines():
        print(f"      {line}", flush=True)


class Traffic:
    """Clients that come, ask and go, until the end."""

    def __init__(self, t, asks, pause):
        self._asks, self._pause = asks, pause
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        t.defer(self.end)

    def _run(self):
        while not self._over.wait(self._pause * random.uniform(0.3, 2)):
            for ask in self._asks:
                try:
                    ask()
                except OSError:
                    pass  # refused, as some of them shall be

    def end(self):
        self._over.set()
        self._thread.join(20)


def ask(address, port):
    with socket.create_connection((address, port), timeout=5) as s:
        s.sendall(b"GET / HTTP/1.0\r\n\r\n")
        while s.recv(65536):
            pass


def check_demo(t):
    ports = [free_port() for _ in range(3)]
    demo = t.start("demo", [PENSTOCK, "demo", "--http-port", "8080", "--dns-port", str(ports[1]), "--admin-port", str(ports[2])])
    url = f"http://127.0.0.1:{ports[2]}"
    until(lambda: "Ctrl-C" in demo.out() or not demo.is_running(), 90)
    t.need("the demo starts", demo.is_running(), demo.out() + demo.err())
    told = json.loads(run(PENSTOCK, "explain", "--from", "127.0.0.1", "--endpoint", "zigi-endpoint", "--to", "169.254.169.254",
                          "--output", "json", "--admin", url).stdout)
    traffic = Traffic(t, [lambda: ask("127.0.0.1", 8080)] * 5, 0.2)
    drive(t, "demo", url=url, pid=demo.process.pid, steps=[step["text"] for step in told["steps"]])
    traffic.end()
    demo.signal(signal.SIGINT)
    t.check("the demo ends", demo.wait(30) == 0, demo.err())


class Resource:
    """A server that greets, and then sends as much as it was told to; or holds the connection."""

    def __init__(self, t, size):
        self._size = size
        self._listener = socket.create_server(("127.0.0.2", 0), backlog=200)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()
        t.defer(self._listener.close)

    def _run(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client:
            try:
                if client.recv(1000).startswith(b"GET"):
                    client.sendall(b"x" * self._size)
                else:
                    client.sendall(b"ready\n")
                    client.recv(1000)  # until it is over
            except OSError:
                pass


HTTP = 213  # the endpoint that speaks it; nobody is there either


def thousand(admin, token_file, resource):
    """A thousand endpoints, each with a resource of its own: addresses 127.1.0.1 to 127.1.3.250, port 8432."""
    teams = ["orders", "billing", "search", "ledger"]
    out = [f"""
appliance:
  admin: 127.0.0.1:{admin}
  adminTokenFile: {token_file}
  dns: {{listen: ["127.0.0.1:{free_port()}"], zone: penstock.internal}}
securityGroups:
  - name: provider
    egress: [{{ports: "1-65535", cidr: 127.0.0.2/32}}]
  - name: apps
    ingress: [{{ports: "8432", cidr: 127.0.0.0/8}}]
  - name: others
    ingress: [{{ports: "8432", cidr: 10.9.0.0/16}}]
resourceGateways:"""]
    out += [f'  - {{name: {team}-gateway, ipAddressType: IPV4, securityGroups: [provider], resourceConfigDnsResolution: IN_VPC,'
            f' options: {{dnsServers: ["127.0.0.2:53"]}}}}' for team in teams]
    out.append("resourceConfigurations:")
    for i in range(MANY):
        target = 1 if i % 100 == 13 else resource  # port 1: nobody is there
        speaks = ", applicationProtocol: HTTP" if i == HTTP else ""
        out.append(f'  - {{name: {teams[i % 4]}-db-{i:04}, type: SINGLE, resourceGateway: {teams[i % 4]}-gateway, portRanges: ["8432"],'
                   f' resourceConfigurationDefinition: {{ipResource: {{ipAddress: 127.0.0.2}}}},'
                   f' options: {{portMappings: [{{ports: "8432", targetPorts: "{target}"}}]{speaks}}}}}')
    out.append("endpoints:")
    for i in range(MANY):
        group = "others" if i % 100 == 7 else "apps"
        out.append(f'  - {{name: {teams[i % 4]}-{i:04}, resourceConfiguration: {teams[i % 4]}-db-{i:04}, securityGroups: [{group}],'
                   f' addresses: [{address(i)}]}}')
    return "\n".join(out)


def address(i):
    return f"127.1.{i // 250}.{i % 250 + 1}"


def reset(s):
    """Whether a peer of ours was reset."""
    s.settimeout(10)
    try:
        return s.recv(1) == b"never"
    except ConnectionResetError:
        return True
    except OSError:
        return False


def check_many(t):
    admin, resource = free_port(), Resource(t, 40_000)
    config, token = t.folder / "penstock.yaml", t.folder / "token"
    token.write_text(TOKEN + "\n")
    config.write_text(thousand(admin, token, resource.port))
    penstock = t.start("thousand", [PENSTOCK, "run", "--config", str(config)])
    url = f"http://127.0.0.1:{admin}"
    until(lambda: run("curl", "-sf", url + "/readyz").returncode == 0 or not penstock.is_running(), 90)
    t.need("a thousand endpoints are served", penstock.is_running(), penstock.err())
    reload(t, url, config, config.read_text().replace("name: ledger-0003,", "name: ledger-3-new,"), "applied")
    reload(t, url, config, config.read_text().replace("type: SINGLE", "type: SINGEL", 1), "rejected")

    held = []
    for i in range(60):
        client = socket.create_connection((address(i * 16 % 100 + 20), 8432), timeout=10)
        client.sendall(b"hold\n")
        held.append(client)
    t.defer(lambda: [client.close() for client in held])
    for client in held:
        client.settimeout(10)
        t.need("a resource answers", client.recv(6)) if client is held[0] else client.recv(6)
    busy = [lambda i=i: ask(address(i), 8432) for i in (*range(20, 44), 13, 113, 7, 107)]
    busy.append(lambda: run("curl", "-s", f"http://{address(HTTP)}:8432/orders?secret"))
    traffic = Traffic(t, busy, 0.1)
    mine = held[7]
    drive(t, "many", url=url, token=TOKEN, client="%s:%d" % mine.getsockname())
    t.check("the client of the closed connection was reset", reset(mine))
    cost(t, penstock, url)
    traffic.end()
    penstock.signal(signal.SIGTERM)


def cost(t, penstock, url):
    """What twelve viewers cost the appliance, for people: CPU time with and without them, under the same traffic."""
    def used(seconds=4):
        def ticks():
            return sum(map(int, pathlib.Path(f"/proc/{penstock.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
        begun = ticks()
        time.sleep(seconds)
        return (ticks() - begun) / os.sysconf("SC_CLK_TCK") / seconds
    alone = used()
    viewers = [t.start(f"viewer-{i}", ["curl", "-sN", url + "/api/live"]) for i in range(12)]
    time.sleep(2)
    watched = used()
    for viewer in viewers:
        viewer.end()
    print(f"      CPU: {alone:.2f} of a core with nobody watching, {watched:.2f} with twelve viewers", flush=True)


def reload(t, url, config, text, outcome):
    config.write_text(text)
    done = run("curl", "-s", "-X", "POST", "-H", f"Authorization: Bearer {TOKEN}", url + "/api/reload")
    # The watcher may have been quicker; then the request finds it done.
    history = until(lambda: outcome in run("curl", "-s", url + "/api/reloads").stdout)
    t.need(f"a reload is {outcome}", history, done.stdout)


def check_guarded(t):
    """In a namespace of its own: an address that is not loopback, and no way out."""
    need_root()
    run("ip", "netns", "del", NAMESPACE)
    must("ip", "netns", "add", NAMESPACE)
    t.defer(run, "ip", "netns", "del", NAMESPACE)
    for command in ("link set lo up", f"address add {GUARDED}/32 dev lo"):
        must("ip", "-n", NAMESPACE, *command.split())
    token = t.folder / "token"
    token.write_text(TOKEN + "\n")
    config = t.folder / "guarded.yaml"
    config.write_text(re.sub("admin: .*", f"admin: {GUARDED}:9901", thousand(9901, token, 1), count=1))
    penstock = t.start("guarded", ["ip", "netns", "exec", NAMESPACE, PENSTOCK, "run", "--config", str(config)])
    url = f"http://{GUARDED}:9901"
    until(lambda: run("ip", "netns", "exec", NAMESPACE, "curl", "-sf", url + "/readyz").returncode == 0 or not penstock.is_running(), 90)
    t.need("it serves at an address that is not loopback", penstock.is_running(), penstock.err())
    drive(t, "guarded", NAMESPACE, url=url, token=TOKEN)


with Trial("page") as t:
    modules(t)
    check_demo(t)
    check_many(t)
    check_guarded(t)

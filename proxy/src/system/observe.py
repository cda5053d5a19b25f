"""Watching Penstock as people do: a real Prometheus with the committed configuration and rules, and every query of the dashboards.

A busy appliance on loopback, with every fault that a panel or an alert tells of; all that should show, must. Prometheus comes from
Debian. Grafana does not, so of the dashboards the queries are executed and the structure is checked.
"""

import json
import math
import re
import signal
import socket
import ssl
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import dashboards
import provider
from appliance import Launched, ask_admin, jdk_home, need_ready
from harness import ROOT, Metrics, Trial, free_port, json_lines, need_root, run, until

SERVER, ENTRY, NOBODY = "127.0.0.41", "127.0.0.42", "127.0.0.43"
PORTS = {name: free_port(ENTRY) for name in ("shop", "gone", "silent", "nowhere", "fenced", "walled", "stolen", "trial", "strict",
                                             "borrowed", "web", "safe", "absent")}
ADMIN_PORT, WEB, DNS, NO_DNS, OUR_DNS = (free_port(a) for a in ("127.0.0.1", SERVER, SERVER, SERVER, ENTRY))
ADMIN = f"http://127.0.0.1:{ADMIN_PORT}"
# Only some garbage collectors have it.
SOMETIMES = {"jvm_gc_concurrent_phase_time_seconds"}
FIRING = {"EndpointDown", "EndpointFailing", "ConnectFailures", "RefusedByPolicy", "ForbiddenTarget", "ConnectionLimitNear",
          "RefusedByLimit", "ResourceDown", "ResolverFailing", "NameUnknown", "DnsForwardFailing", "LogLinesDropped",
          "ReloadRefused", "Restarted", "HttpErrors", "CertificateExpiring"}
SILENT = {"NotScraped", "Unknown", "DescriptorsNearLimit", "OutOfDescriptors", "EventLoopStalled", "CertificateExpired"}


def config(shared=True, log="stdout", admin=ADMIN_PORT):
    def resource(name, definition, more="", gateway="near-rgw", owner=""):
        return (f"  - {{name: {name}, type: SINGLE, resourceGateway: {gateway}, {owner}portRanges: [{PORTS[name]}], "
                f"resourceConfigurationDefinition: {{{definition}}}, "
                f"options: {{portMappings: [{{ports: {PORTS[name]}, targetPorts: {WEB}}}], {more}}}}}\n")

    def named(name):
        return f"dnsResource: {{domainName: {name}.zigi.internal, ipAddressType: IPV4}}"

    def entry(name, group="clients", more="", of=""):
        return (f"  - {{name: {name}-entry, resourceConfiguration: {of}{name}, securityGroups: [{group}], addresses: [{ENTRY}], "
                f"options: {{{more}}}}}\n")

    return f"""
appliance:
  admin: "127.0.0.1:{admin}"
  dns:
    listen: ["{ENTRY}:{OUR_DNS}"]
    zone: penstock.internal
    allowFrom: [127.0.0.0/8]
    forward: {{zigi.internal: ["{SERVER}:{DNS}"], dead.example: ["{SERVER}:{NO_DNS}"]}}
  drain: {{delay: 0s, deadline: 1s}}
  accessLog: {{to: {log}}}
securityGroups:
  - {{name: near, egress: [{{ports: {WEB}, cidr: 127.0.0.0/8}}, {{ports: {WEB}, cidr: 0.0.0.0/0}}]}}
  - {{name: elsewhere, egress: [{{ports: 1, cidr: 10.0.0.0/8}}]}}
  - {{name: clients, ingress: [{{ports: 1-65535, cidr: 127.0.0.0/8}}]}}
  - {{name: strangers, ingress: [{{ports: 1-65535, cidr: 10.9.0.0/16}}]}}
  - {{name: on-trial, ingress: [{{ports: 1-65535, cidr: 10.9.0.0/16}}], options: {{enforcement: REPORT}}}}
  - {{name: near, owner: "111111111111", egress: [{{ports: {WEB}, cidr: 127.0.0.0/8}}]}}
resourceGateways:
  - {{name: near-rgw, ipAddressType: IPV4, securityGroups: [near], resourceConfigDnsResolution: IN_VPC, options: {{dnsServers: ["{SERVER}:{DNS}"]}}}}
  - {{name: deaf-rgw, ipAddressType: IPV4, securityGroups: [near], resourceConfigDnsResolution: IN_VPC, options: {{dnsServers: ["{SERVER}:{NO_DNS}"]}}}}
  - {{name: shut-rgw, ipAddressType: IPV4, securityGroups: [elsewhere]}}
  - {{name: rgw, owner: "111111111111", ipAddressType: IPV4, securityGroups: [near]}}
resourceConfigurations:
{resource("shop", named("web"), "health: {protocol: HTTP, interval: 2s, timeout: 1s}, limits: {connections: 1000}")}\
{resource("gone", f"ipResource: {{ipAddress: {NOBODY}}}", "health: {protocol: TCP, interval: 2s, timeout: 1s}")}\
{resource("silent", named("web"), gateway="deaf-rgw")}\
{resource("nowhere", named("nowhere"))}\
{resource("fenced", named("web"))}\
{resource("walled", f"ipResource: {{ipAddress: {SERVER}}}", gateway="shut-rgw")}\
{resource("stolen", named("stolen"))}\
{resource("trial", named("web"))}\
{resource("strict", named("web"))}\
{resource("web", named("web"), "applicationProtocol: HTTP")}\
{resource("safe", f"ipResource: {{ipAddress: {SERVER}}}", "applicationProtocol: HTTP")}\
{resource("absent", f"ipResource: {{ipAddress: {NOBODY}}}", "applicationProtocol: HTTP")}\
{resource("borrowed", f"ipResource: {{ipAddress: {SERVER}}}", gateway="rgw",
          owner='owner: "111111111111", ' + ('sharedWith: ["000000000000"], ' if shared else ""))}\
endpoints:
{entry("shop", more="limits: {connections: 10}")}\
{entry("gone")}\
{entry("silent")}\
{entry("nowhere")}\
{entry("fenced", "strangers")}\
{entry("walled")}\
{entry("stolen")}\
{entry("trial", "on-trial")}\
{entry("strict", more="limits: {connectionsPerSecond: 1}")}\
{entry("web")}\
{entry("safe", more="tls: {certificate: safe.pem, key: safe.key}")}\
{entry("absent")}\
{entry("borrowed", of="111111111111/")}"""


def write_certificate(t, folder, days):
    """The one that the endpoint "safe" shows."""
    drafts = [folder / f"safe.{kind}.new" for kind in ("key", "pem")]
    made = run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", days,
               "-subj", "/CN=safe", "-keyout", drafts[0], "-out", drafts[1])
    t.need("openssl makes a certificate", made.returncode == 0, made)
    for draft in drafts:
        draft.rename(draft.with_suffix(""))


# What is in these connections is looked at, not who answers.
TLS = ssl.create_default_context()
TLS.check_hostname, TLS.verify_mode = False, ssl.CERT_NONE


class Busy:
    """Clients that come and go at every endpoint, askers of the DNS server, and some that stay, until it ends."""

    def __init__(self, t):
        self._over = threading.Event()
        self._kept = [self._ask("shop", "/slow") for _ in range(9)]
        self._threads = [threading.Thread(target=self._again, args=(work, pause), daemon=True)
                         for work, pause in ((self._round, 0.3), (self._names, 1))]
        for thread in self._threads:
            thread.start()
        t.defer(self.end)

    def _again(self, work, pause):
        while not self._over.wait(pause):
            work()

    def _round(self):
        for name in (*PORTS, "shop", "strict", "strict"):
            self._ask(name, "/")
        last = self._ask("shop", "/slow")  # it has its ten then, and the next is one too many
        self._ask("shop", "/")
        if last:
            last.close()

    @staticmethod
    def _ask(name, path):
        """One client; it gives its socket if it stays. Being refused is what many of them come for."""
        client = socket.socket()
        client.settimeout(10)
        try:
            client.connect((ENTRY, PORTS[name]))
            if name == "safe":
                client = TLS.wrap_socket(client)
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n".encode())
            if path == "/slow":
                client.recv(1)
                return client
            while client.recv(65536):
                pass
        except OSError:
            pass
        client.close()
        return None

    @staticmethod
    def _names():
        for name, *more in (("shop-entry.penstock.internal",), ("shop-entry.penstock.internal", "+tcp"), ("none.penstock.internal",),
                            ("web.zigi.internal",), ("www.dead.example",), ("example.org",)):
            run("dig", f"@{ENTRY}", "-p", OUR_DNS, "+tries=1", "+time=1", *more, name)

    def end(self):
        self._over.set()
        for thread in self._threads:
            thread.join(30)
        for client in filter(None, self._kept):
            client.close()
        self._kept = []


class Prometheus:
    """The real one, on the committed files; only the target is another, and alerts fire without waiting."""

    def __init__(self, t):
        folder = t.folder / "prometheus"
        folder.mkdir()
        committed = ROOT / "docker/prometheus"
        text = (committed / "prometheus.yml").read_text()
        target = "penstock:9901"
        t.need("prometheus.yml scrapes Penstock as docker/compose.yaml names it", text.count(target) == 1, text)
        (folder / "prometheus.yml").write_text(text.replace(target, f"127.0.0.1:{ADMIN_PORT}"))
        (folder / "rules.yml").write_text(re.sub(r"(?m)^( +for:) .*", r"\1 1s", (committed / "rules.yml").read_text()))
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.began = time.time()
        self.process = t.start("prometheus", ["prometheus", f"--config.file={folder / 'prometheus.yml'}", "--log.level=warn",
                                              f"--storage.tsdb.path={folder / 'data'}", f"--web.listen-address=127.0.0.1:{port}"])
        until(lambda: self._get("/-/ready")[0] == 200 or not self.process.is_running(), 30)
        t.need("Prometheus starts", self._get("/-/ready")[0] == 200, self.process.err())

    def _get(self, path):
        try:
            with urllib.request.urlopen(self.url + path, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()
        except OSError as problem:
            return 0, json.dumps({"error": str(problem)})

    def ask(self, path, **parameters):
        """The `data` of the API's answer, or a text with its error."""
        answer = json.loads(self._get(f"/api/v1/{path}?{urllib.parse.urlencode(parameters)}")[1])
        return answer["data"] if answer.get("status") == "success" else answer.get("error", str(answer))

    def series(self, query, over_time=False):
        """What a query gives, now or since the beginning: the labels of the series that have a number, or a text with its error."""
        when = {"start": self.began, "end": time.time(), "step": 15} if over_time else {"time": time.time()}
        data = self.ask("query_range" if over_time else "query", query=query, **when)
        if isinstance(data, str):
            return data
        found = [] if data["resultType"] == "scalar" else data["result"]
        return [s["metric"] for s in found
                if any(not math.isnan(float(value)) for _, value in s.get("values", [s.get("value")]))]

    def firing(self):
        return {a["labels"]["alertname"].removeprefix("Penstock")
                for a in self.ask("alerts")["alerts"] if a["state"] == "firing"}

    def rules(self):
        return [rule for group in self.ask("rules")["groups"] for rule in group["rules"]]


def check_committed(t):
    folder = ROOT / "docker/prometheus"
    for argv in (["check", "config", "prometheus.yml"], ["check", "rules", "--lint=all", "--lint-fatal", "rules.yml"],
                 ["test", "rules", "rules_test.yml"]):
        done = run("promtool", *argv, cwd=folder)
        t.check(f"promtool {' '.join(argv)}", done.returncode == 0, done)


def check_documents(t, prometheus, metrics, lines):
    """What is told and what there is are the same; what is used exists."""
    guide = (ROOT / "docs/operations.md").read_text()
    cells = [set(re.findall(r"`([^`]+)`", row)) for row in re.findall(r"(?m)^\| (`[^|]+) \|", guide)]
    told = {name for cell in cells for name in cell if re.match(r"(penstock|jvm|process|system)_", name)}
    types = set(re.findall(r"(?m)^# TYPE (\S+)", metrics.text))
    there = {name for name in types if not (name.endswith("_max") and name.removesuffix("_max") in types)}
    t.check("docs/operations.md tells of every metric", there <= told, sorted(there - told))
    t.check("and of none that is not there", told - there <= SOMETIMES, sorted(told - there))
    fields = set().union(*(line.keys() for line in lines))
    section = guide[guide.index("\n## Access log"):]
    rows = {name for row in re.findall(r"(?m)^\| (`[^|]+) \|", section) for name in re.findall(r"`([^`]+)`", row)}
    t.check("it tells of every field of the access log, and of no other", rows == fields, sorted(rows ^ fields))
    alerts = {rule["name"]: rule for rule in prometheus.rules() if rule["type"] == "alerting"}
    t.check("and of every alert, and of no other", set(re.findall(r"(?m)^### (\w+)$", guide)) == set(alerts), sorted(alerts))
    t.check("where the alert's runbook points", all(rule["annotations"]["runbook"] == f"docs/operations.md#{name.lower()}"
                                                    for name, rule in alerts.items()))
    tests = (ROOT / "docker/prometheus/rules_test.yml").read_text()
    for what, pattern in (("firing", r"alertname: {}\n +exp_alerts:\n +- "), ("silent", r"alertname: {}, exp_alerts: \[\]")):
        lacking = [name for name in alerts if not re.search(pattern.format(name), tests)]
        t.check(f"rules_test.yml shows each alert {what}", not lacking, lacking)


def check_names(t, prometheus, metrics):
    recorded = {rule["name"] for rule in prometheus.rules() if rule["type"] == "recording"}
    there = metrics.names() | recorded | {"up", "ALERTS"}
    used = {"rules.yml": [rule["query"] for rule in prometheus.rules()]}
    used |= {board.name: [query.text for query in board.queries()] for board in dashboards.read()}
    for where, queries in used.items():
        unknown = {name for query in queries for name in dashboards.metrics_in(query)} - there
        t.check(f"{where}: every metric exists", not unknown, sorted(unknown))


def check_text(t, folder, text):
    file = folder / "metrics.txt"
    file.write_text(text)
    with file.open() as stdin:
        done = run("promtool", "check", "metrics", stdin=stdin)
    faults = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith("penstock_")]
    t.check("promtool check metrics reads it, and finds no fault with ours", done.returncode in (0, 3) and not faults, done)  # 3: with others'


def check_dashboards(t, prometheus):
    for board in dashboards.read():
        t.check(f"{board.name}: well made", not (faults := board.faults()), "\n".join(faults))
        empty = [f"{query.where}: {query.text}\n        {found}" for query in board.queries()
                 if (isinstance(found := until_data(prometheus, query), str) or not found)]
        t.check(f"{board.name}: each of its {len(board.queries())} queries gives data", not empty, "\n".join(empty))
        for name, metric, label, regex in board.variables():
            values = prometheus.ask(f"label/{label}/values", **{"match[]": dashboards.substitute(metric)})
            chosen = [m[1] if m else None for m in (re.match(regex, v) for v in values)] if regex else values
            t.check(f"{board.name}: the variable {name} has values", values and isinstance(values, list) and all(chosen), values)
    borrowed = dashboards.substitute('penstock_connections_active{job="$job", resource=~"([0-9]+/)?$resource"}', resource="borrowed")
    t.check("a resource of another owner's is found by its plain name",
            [s["resource"] for s in prometheus.series(borrowed, True)] == ["111111111111/borrowed"], prometheus.series(borrowed, True))


def until_data(prometheus, query):
    text = dashboards.substitute(query.text)
    return until(lambda: prometheus.series(text, not query.instant), 1)


def check_rules(t, prometheus):
    def lacking():
        wrong = [rule["name"] for rule in prometheus.rules() if rule["health"] != "ok"]
        empty = [rule["name"] for rule in prometheus.rules() if rule["type"] == "recording" and not prometheus.series(rule["name"])]
        silent = sorted(FIRING - prometheus.firing())
        return [("in error", wrong), ("no data", empty), ("do not fire", silent)] if wrong or empty or silent else []

    until(lambda: not lacking(), 120)
    left = lacking()
    t.check(f"each recording gives data, and these fire: {', '.join(sorted(FIRING))}", not left, left)
    early = prometheus.firing() & SILENT
    t.check("no alert fires for what did not happen", not early, sorted(early))
    broken = [(r["name"], r.get("lastError")) for r in prometheus.rules() if isinstance(prometheus.series(r["query"]), str)]
    t.check("each expression of a rule can be executed", not broken, broken)


def reload(penstock, change, outcome):
    """Changes files, as people do; Penstock sees it by itself."""
    def total():
        return Metrics(ask_admin(penstock, "/metrics", admin=ADMIN)[1]).total("penstock_reloads_total", outcome=outcome)

    before = total()
    change()
    return until(lambda: total() > before, 30)


def put(file, text):
    draft = file.with_suffix(".new")
    draft.write_text(text)
    draft.rename(file)


def start(t, folder):
    penstock = Launched(t, folder)
    need_ready(t, penstock, ADMIN)
    return penstock


def main():
    with Trial("observe") as t:
        need_root()
        check_committed(t)
        for kind, where, *more in (("web", f"{SERVER}:{WEB}", t.folder / "web.log"),
                                   ("dns", f"{SERVER}:{DNS}", "web.zigi.internal", SERVER, "stolen.zigi.internal", "169.254.169.254")):
            server = t.start(kind, [sys.executable, provider.__file__, kind, where, *map(str, more)])
            t.need(f"the provider's {kind} server starts", until(lambda: "ready" in server.out()), server.err())
        folder = t.folder / "config"
        folder.mkdir()
        file = folder / "penstock.yaml"
        file.write_text(config())
        write_certificate(t, folder, days=90)
        penstock = start(t, folder)
        prometheus = Prometheus(t)
        t.check("Prometheus scrapes Penstock", until(lambda: prometheus.series('up{job="penstock"} == 1'), 40))
        t.check("nothing fires", until(lambda: not prometheus.firing(), 30), prometheus.firing())  # before the first scrape one may
        penstock.signal(signal.SIGTERM)
        t.check("Penstock stops", penstock.wait(30) == 0, penstock.err())
        t.check("PenstockNotScraped fires", until(lambda: "NotScraped" in prometheus.firing(), 75), prometheus.firing())

        penstock = start(t, folder)
        Busy(t)
        run(f"{jdk_home()}/bin/jcmd", penstock.pid, "GC.run")
        reasons = {"closed", "ingress_denied", "egress_denied", "connection_limit", "connection_rate", "not_resolved", "connect_failed"}
        statuses = {200, 502}

        def seen(field):
            return {line.get(field) for line in json_lines(penstock.out())}

        until(lambda: reasons <= seen("closeReason") and statuses <= seen("status"), 60)
        lines = json_lines(penstock.out())
        t.check("connections end in every way that this is about", reasons <= seen("closeReason"), seen("closeReason"))
        t.check("requests too", statuses <= seen("status"), seen("status"))
        until(lambda: prometheus.series('up{job="penstock"} == 1'), 40)
        t.check("a share is withdrawn, and the log goes where nothing can be written",
                reload(penstock, lambda: put(file, config(shared=False, log="/dev/full")), "applied"), penstock.err())
        t.check("a certificate with a week left is taken up",
                reload(penstock, lambda: write_certificate(t, folder, days=7), "applied"), penstock.err())
        t.check("a configuration is refused",
                reload(penstock, lambda: put(file, config(False, "/dev/full", free_port())), "refused"), penstock.err())
        check_rules(t, prometheus)
        check_dashboards(t, prometheus)
        metrics = Metrics(ask_admin(penstock, "/metrics", admin=ADMIN)[1])
        check_text(t, t.folder, metrics.text)
        check_names(t, prometheus, metrics)
        check_documents(t, prometheus, metrics, lines)


if __name__ == "__main__":
    main()

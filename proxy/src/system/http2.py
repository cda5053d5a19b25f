"""HTTP/2 through HTTP endpoints, with peers that others made: curl, h2load, gRPC and WebSocket clients; nginx, nghttpd, gRPC
and WebSocket servers.

Everything runs on loopback: the resources on 127.0.0.33, the endpoints on 127.0.0.34.
"""

import hashlib
import os
import pathlib
import signal

from appliance import Launched, metrics_of, need_ready
from harness import Trial, as_json, free_port, json_lines, must, need_root, run, until

SERVER, ENDPOINT = "127.0.0.33", "127.0.0.34"
ADMIN_PORT = free_port()
ADMIN = f"http://127.0.0.1:{ADMIN_PORT}"
HERE = pathlib.Path(__file__).parent
PYTHON = "/usr/bin/python3"  # the one that Debian's packages of gRPC and WebSocket are for

# Where the resources are: nginx in clear with HTTP/1.1, with TLS and ALPN; nghttpd with HTTP/2 in clear; gRPC; WebSocket.
ONE, SECURE, TWO, CALLS, SECURE_CALLS, SOCKETS = (free_port(SERVER) for _ in range(6))

# By the endpoint's name: where it leads, how the resource is spoken to, whether clients come with TLS.
WAYS = {
    "plain": (ONE, "{}", False),
    "tls": (ONE, "{}", True),
    "both": (SECURE, "{protocol: AUTO, tls: {ca: ca.pem}}", True),
    "onward": (TWO, "{protocol: HTTP2}", False),
    "calls": (CALLS, "{protocol: HTTP2}", False),
    "secure-calls": (SECURE_CALLS, "{protocol: HTTP2, tls: {ca: ca.pem}}", True),
    "sockets": (SOCKETS, "{}", False),
}
PORTS = {name: free_port(ENDPOINT) for name in WAYS}


def config():
    text = [f"appliance: {{admin: \"127.0.0.1:{ADMIN_PORT}\"}}", "securityGroups:", "  - name: out",
            f"    egress: [{{ports: \"1024-65535\", cidr: {SERVER}/32}}]", "  - name: clients",
            "    ingress: [{ports: \"1024-65535\", cidr: 127.0.0.0/8}]", "resourceGateways:",
            "  - {name: gateway, ipAddressType: IPV4, securityGroups: [out]}", "resourceConfigurations:"]
    for name, (target, http, _) in WAYS.items():
        text += [f"  - {{name: {name}, type: SINGLE, resourceGateway: gateway, portRanges: [\"{PORTS[name]}\"], "
                 f"resourceConfigurationDefinition: {{ipResource: {{ipAddress: {SERVER}}}}}, options: {{applicationProtocol: HTTP, "
                 f"portMappings: [{{ports: \"{PORTS[name]}\", targetPorts: \"{target}\"}}], http: {http}}}}}"]
    text += ["endpoints:"]
    for name, (_, _, secure) in WAYS.items():
        tls = ", options: {tls: {certificate: endpoint.pem, key: endpoint.key}}" if secure else ""
        text += [f"  - {{name: {name}-endpoint, resourceConfiguration: {name}, securityGroups: [clients], "
                 f"addresses: [{ENDPOINT}]{tls}}}"]
    return "\n".join(text) + "\n"


def make_certificates(folder):
    """Of an authority of the test's own: one for the endpoints' address, one for the resources'."""
    ca = ["-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    must("openssl", "req", "-x509", *key, "-days", "2", "-subj", "/CN=system test", "-keyout", folder / "ca.key",
         "-out", folder / "ca.pem")
    for name, address in (("endpoint", ENDPOINT), ("resource", SERVER)):
        must("openssl", "req", *key, "-subj", f"/CN={name}", "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.csr")
        (folder / f"{name}.ext").write_text(f"subjectAltName=IP:{address}")
        must("openssl", "x509", "-req", "-in", folder / f"{name}.csr", *ca, "-days", "60", "-extfile", folder / f"{name}.ext",
             "-out", folder / f"{name}.pem")


# ---- the resources
def nginx_config(t):
    folder = t.folder / "nginx"
    said = ('location = /said { return 200 "$server_protocol|$http_host|$scheme|$http_x_forwarded_proto|$http_via|'
            '$http_cookie|$http_te|$http_connection"; }')
    return f"""
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr warn;
events {{ worker_connections 4096; }}
http {{
  access_log {folder}/nginx.log; client_max_body_size 0; keepalive_requests 1000000; default_type text/plain;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/t1; fastcgi_temp_path {folder}/t2;
  uwsgi_temp_path {folder}/t3; scgi_temp_path {folder}/t4;
  server {{ listen {SERVER}:{ONE}; root {t.folder}/www; {said} location / {{ dav_methods PUT DELETE; }} }}
  server {{
    listen {SERVER}:{SECURE} ssl http2; root {t.folder}/www; {said} location / {{ dav_methods PUT DELETE; }}
    ssl_certificate {t.folder}/resource.pem; ssl_certificate_key {t.folder}/resource.key;
  }}
}}
"""


def start_resources(t):
    (t.folder / "www").mkdir()
    (t.folder / "www" / "page").write_text("the provider's page\n")
    (t.folder / "www" / "big").write_bytes(os.urandom(1 << 20) * 100)
    (t.folder / "nginx").mkdir()
    (t.folder / "nginx" / "nginx.conf").write_text(nginx_config(t))
    start(t, "nginx", ONE, "nginx", "-e", "stderr", "-p", t.folder / "nginx", "-c", t.folder / "nginx" / "nginx.conf")
    start(t, "nghttpd", TWO, "nghttpd", "--no-tls", "-a", SERVER, "-d", t.folder / "www", "--echo-upload",
          "--trailer=x-sum: 7", TWO)
    calls = start(t, "calls", CALLS, PYTHON, "-B", HERE / "grpc_peers.py", "serve", f"{SERVER}:{CALLS}")
    start(t, "secure-calls", SECURE_CALLS, PYTHON, "-B", HERE / "grpc_peers.py", "serve", f"{SERVER}:{SECURE_CALLS}",
          t.folder / "resource.pem", t.folder / "resource.key")
    start(t, "sockets", SOCKETS, PYTHON, "-B", HERE / "websocket_peers.py", "serve", SERVER, SOCKETS)
    return calls


def start(t, name, port, *command):
    server = t.start(name, [str(part) for part in command])
    listens = until(lambda: run("ss", "-Hltn", "src", f"{SERVER}:{port}").stdout or not server.is_running(), 30)
    t.need(f"{name} listens", listens and server.is_running(), server.err())
    return server


# ---- the checks
def url(name, path=""):
    return f"{'https' if WAYS[name][2] else 'http'}://{ENDPOINT}:{PORTS[name]}{path}"


class Curl:
    def __init__(self, t):
        self._ca = t.folder / "ca.pem"

    def __call__(self, name, path, *arguments):
        how = "--http2" if WAYS[name][2] else "--http2-prior-knowledge"
        return run("curl", "-sS", "--max-time", "60", how, "--cacert", self._ca, *arguments, url(name, path), timeout=90)


def check_pages(t, curl):
    for name, spoken in (("plain", "1.1"), ("tls", "1.1"), ("both", "2.0")):
        page = curl(name, "/page", "-w", "%{http_version} %{http_code}")
        t.check(f"{name}: curl gets the page by HTTP/2", page.stdout == "the provider's page\n2 200", page)
        scheme = "https" if WAYS[name][2] else "http"
        behind = "https" if name == "both" else "http"
        said = curl(name, "/said", "-H", "Cookie: a=b; c=d", "-H", "TE: trailers")
        port = SECURE if name == "both" else ONE
        t.check(f"{name}: the resource hears HTTP/{spoken}, its own name, who asks, and cookies whole",
                said.stdout.split("|")[:6] == [f"HTTP/{spoken}", f"{SERVER}:{port}", behind, scheme, "2 penstock", "a=b; c=d"],
                said)
        head = curl(name, "/big", "-I")
        t.check(f"{name}: HEAD", "HTTP/2 200" in head.stdout and f"content-length: {100 << 20}" in head.stdout, head)
        part = curl(name, "/page", "-r", "4-11")
        t.check(f"{name}: a range", part.stdout == "provider", part)
        none = curl(name, "/none", "-o", "/dev/null", "-w", "%{http_code}")
        t.check(f"{name}: what is not there", none.stdout == "404", none)
    up = curl("onward", "/page", "-w", "%{http_version} %{http_code}")
    t.check("onward: curl gets the page of nghttpd", up.stdout == "the provider's page\n2 200", up)
    sent = curl("onward", "/page", "-d", "a body")
    t.check("onward: a body comes back", sent.stdout == "a body", sent)
    message = t.folder / "message"
    message.write_bytes(bytes(5))  # gRPC's frame of an empty one
    call = run("curl", "-sS", "--max-time", "60", "--http1.1", "--raw", "-i", "-H", "Content-Type: application/grpc",
               "-H", "TE: trailers", "--data-binary", f"@{message}", url("calls", "/test/Unary"))
    head, _, body = call.stdout.partition("\n\n")
    t.check("calls: to a client of HTTP/1.1 come chunks and trailers", "HTTP/1.1 200" in head and "you said " in body
            and "grpc-status: 0\n" in body.partition("\n0\n")[2], call)


def check_bodies(t, curl):
    big = t.folder / "www" / "big"
    wanted = hashlib.sha256(big.read_bytes()).hexdigest()
    for name in ("plain", "tls", "both", "onward"):
        got = t.folder / "got"
        down = curl(name, "/big", "-o", got)
        t.check(f"{name}: 100 MiB come", got.exists() and hashlib.sha256(got.read_bytes()).hexdigest() == wanted, down)
        got.unlink(missing_ok=True)
    for name in ("plain", "tls", "both"):
        put = curl(name, f"/put-{name}", "-T", big, "-o", "/dev/null", "-w", "%{http_code}")
        uploaded = t.folder / "www" / f"put-{name}"
        t.check(f"{name}: 100 MiB go", put.stdout == "201" and uploaded.exists()
                and hashlib.sha256(uploaded.read_bytes()).hexdigest() == wanted, put)
        uploaded.unlink(missing_ok=True)
    both = curl("onward", "/echo", "-T", big, "-o", t.folder / "echoed", "-w", "%{http_code}")
    echoed = t.folder / "echoed"
    t.check("onward: 100 MiB go and come back at one time", both.stdout == "200" and echoed.exists()
            and hashlib.sha256(echoed.read_bytes()).hexdigest() == wanted, both)
    echoed.unlink(missing_ok=True)


def check_load(t):
    for name in ("plain", "tls", "both", "onward"):
        done = run("h2load", "-n", "20000", "-c", "4", "-m", "100", url(name, "/page"), timeout=120)
        t.check(f"{name}: h2load with 100 streams on each of 4 connections: 20000 answers, all 200",
                "20000 total, 20000 started, 20000 done, 20000 succeeded, 0 failed, 0 errored, 0 timeout" in done.stdout
                and "status codes: 20000 2xx, 0 3xx, 0 4xx, 0 5xx" in done.stdout, done)


def check_calls(t, server):
    wanted = {
        "unary": (["you said hello", "yes", "and heard", [0, 255], "OK"], "a call, with metadata before and behind"),
        "fails": (["NOT_FOUND", "no such thing: 50% \u00fc"], "a status other than OK, with its text"),
        "fails late": ([1, "DATA_LOSS", "and no more"], "... after a part of the answer"),
        "unknown": ("UNIMPLEMENTED", "a method that is not there"),
        "deadline": ("DEADLINE_EXCEEDED", "a deadline passes"),
        "cancelled": (["it is under way", "CANCELLED"], "a call is given up"),
        "server streams": (sum(range(5000)), "the server streams"),
        "client streams": ("2000000", "the client streams"),
        "both stream": (100, "both stream, in turns"),
        "large": (True, "3 MiB each way"),
        "many at once": (200, "200 calls at one time"),
    }
    for name in ("calls", "secure-calls"):
        ca = [t.folder / "ca.pem"] if WAYS[name][2] else []
        done = run(PYTHON, "-B", HERE / "grpc_peers.py", "ask", f"{ENDPOINT}:{PORTS[name]}", *ca, timeout=150)
        got = as_json(done.stdout)
        for what, (value, words) in wanted.items():
            t.check(f"{name}: gRPC: {words}", got.get(what) == value, got.get(what, done))
    t.check("the server was told of each call that was given up", until(lambda: server.out().count("left\n") == 2, 10)
            and "stayed" not in server.out(), server.out())


def check_socket(t):
    done = run(PYTHON, "-B", HERE / "websocket_peers.py", "ask", f"ws://{ENDPOINT}:{PORTS['sockets']}/")
    t.check("WebSocket by HTTP/1.1: text, 1 MiB and a ping come back", as_json(done.stdout)
            == {"subprotocol": "echo.example", "text": "gr\u00fcezi", "noise": True, "ping": True}, done)


def check_what_is_told(t, penstock, curl):
    curl("both", "/none?secret", "-X", "DELETE")
    lines = until(lambda: [line for line in json_lines(penstock.out())
                           if line.get("method") == "DELETE" and line.get("path") == "/none"], 20)
    t.check("a request of HTTP/2 is a line in the access log, with its version", lines and lines[0]["status"] == 404
            and lines[0]["httpVersion"] == "2" and "secret" not in str(lines[0]), repr(lines))
    m = t.balanced(lambda: metrics_of(penstock, ADMIN))
    t.check("each stream is counted as a request", m.total("penstock_http_requests_total", status="2xx") > 80000, m.ours())
    t.check("nothing is held", m.total("penstock_relay_held_bytes") == 0, m.ours())


def check_drain(t, penstock, curl):
    """A download that is under way when Penstock is told to stop."""
    got = t.folder / "slow"
    slow = t.start("slow-curl", ["curl", "-sS", "--http2", "--cacert", str(t.folder / "ca.pem"), "--limit-rate", "20M",
                                 "-o", str(got), url("both", "/big")])
    t.check("a download is under way", until(lambda: got.exists() and got.stat().st_size > 1 << 20, 20))
    penstock.signal(signal.SIGTERM)
    t.check("... which is finished while Penstock drains", slow.wait(40) == 0
            and got.stat().st_size == 100 << 20, slow.err())
    t.check("... and then Penstock ends in order", penstock.wait(40) == 0, penstock.err())


need_root()
with Trial("http2") as t:
    make_certificates(t.folder)
    calls = start_resources(t)
    (t.folder / "penstock.yaml").write_text(config())
    penstock = Launched(t, t.folder)
    need_ready(t, penstock, ADMIN)
    curl = Curl(t)
    check_pages(t, curl)
    check_bodies(t, curl)
    check_load(t)
    check_calls(t, calls)
    check_socket(t)
    check_what_is_told(t, penstock, curl)
    check_drain(t, penstock, curl)

"""Web services through HTTP endpoints: nginx as the resource, curl and a client of our own that sends raw bytes.

Everything runs on loopback: nginx on 127.0.0.31, the endpoints on 127.0.0.32. nginx answers to its own name alone, so that
a request gets a page only if its Host was rewritten.
"""

import contextlib
import hashlib
import os
import pathlib
import socket
import threading

from appliance import Launched, metrics_of, need_ready
from harness import Trial, as_json, free_port, json_lines, need_root, run, until

SERVER, ENDPOINT = "127.0.0.31", "127.0.0.32"
ADMIN_PORT = free_port()
ADMIN = f"http://127.0.0.1:{ADMIN_PORT}"
WEB, RAW, KEPT, NAMELESS = (free_port(ENDPOINT) for _ in range(4))
NGINX, ECHO = free_port(SERVER), free_port(SERVER)
URL, KEPT_URL, NAMELESS_URL = (f"http://{ENDPOINT}:{port}" for port in (WEB, KEPT, NAMELESS))

CONFIG = f"""
appliance: {{admin: "127.0.0.1:{ADMIN_PORT}"}}
securityGroups:
  - name: out
    egress: [{{ports: "{NGINX}", cidr: {SERVER}/32}}, {{ports: "{ECHO}", cidr: {SERVER}/32}}]
  - name: clients
    ingress: [{{ports: "1024-65535", cidr: 127.0.0.0/8}}]
resourceGateways:
  - {{name: gateway, ipAddressType: IPV4, securityGroups: [out]}}
resourceConfigurations:
""" + "".join(f"""  - name: {name}
    type: SINGLE
    resourceGateway: gateway
    portRanges: ["{port}"]
    resourceConfigurationDefinition: {{ipResource: {{ipAddress: {SERVER}}}}}
    options:
      applicationProtocol: HTTP
      portMappings: [{{ports: "{port}", targetPorts: "{target}"}}]
      http: {{{http}}}
""" for name, port, target, http in (("web", WEB, NGINX, "host: REWRITE"), ("kept", KEPT, NGINX, "host: PRESERVE"),
                                     ("nameless", NAMELESS, NGINX, "location: REWRITE, cookieDomain: REWRITE"),
                                     ("raw", RAW, ECHO, "host: REWRITE"))) + "endpoints:\n" + "".join(
    f"  - {{name: {name}-endpoint, resourceConfiguration: {name}, securityGroups: [clients], addresses: [{ENDPOINT}]}}\n"
    for name in ("web", "kept", "nameless", "raw"))


# ---- the resources
def nginx_config(folder):
    return f"""
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr warn;
events {{ worker_connections 512; }}
http {{
  access_log {folder}/nginx.log; client_max_body_size 0; keepalive_requests 100000; default_type text/plain;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/t1; fastcgi_temp_path {folder}/t2;
  uwsgi_temp_path {folder}/t3; scgi_temp_path {folder}/t4;
  server {{ listen {SERVER}:{NGINX} default_server; return 404 "nobody of that name"; }}
  server {{
    listen {SERVER}:{NGINX}; server_name {SERVER}; root {folder}/www;
    location / {{ dav_methods PUT DELETE; }}
    location /text {{ gzip on; gzip_types text/plain; gzip_min_length 1; gzip_proxied any; }}
    location = /said {{ return 200 "$http_host|$http_x_forwarded_for|$http_x_forwarded_host|$http_via|$http_connection"; }}
    location = /trace {{ return 200 "$http_traceparent"; }}
    location = /use {{ return 200 "$connection_requests"; }}
    location = /moved {{ return 302 http://elsewhere/; }}
    location = /login {{ add_header Set-Cookie "session=7; Domain={SERVER}; Path=/" always; return 302 /home; }}
    location = /home {{ return 200 "$http_cookie"; }}
    location = /broken {{ return 500; }}
  }}
}}
"""


def start_nginx(t):
    folder = t.folder / "nginx"
    if not folder.exists():
        (folder / "www").mkdir(parents=True)
        (folder / "www" / "page").write_text("the provider's page\n")
        (folder / "www" / "text").write_text("all work and no play\n" * 5000)
        (folder / "www" / "big").write_bytes(os.urandom(1 << 20) * 200)
        (folder / "nginx.conf").write_text(nginx_config(folder))
    server = t.start("nginx", ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")])
    if not until(lambda: run("curl", "-s", f"http://{SERVER}:{NGINX}/page").returncode == 0, 20):
        raise RuntimeError(f"nginx does not start: {server.err()}")
    return server


class Echo(threading.Thread):
    """A resource that upgrades to an echo, answers with trailers, or counts what it must never get."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen = []
        self._server = socket.create_server((SERVER, ECHO))

    def run(self):
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(ConnectionError), connection, connection.makefile("rb") as stream:
            while head := head_of(stream):
                self.seen.append(head)
                if b"Upgrade: echo" in head:
                    connection.sendall(b"HTTP/1.1 101 Now\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n")
                    while more := stream.read1(65536):
                        connection.sendall(more)
                    return
                connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                                   b"Trailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n")

    def close(self):
        self._server.close()


def head_of(stream):
    lines = []
    for line in iter(stream.readline, b""):
        lines.append(line)
        if line == b"\r\n":
            return b"".join(lines)
    return b""


# ---- the checks
def curl(*arguments, **more):
    return run("curl", "-sS", "--max-time", "40", *arguments, **more)


def check_pages(t):
    page = curl(f"{URL}/page")
    t.check("curl gets the page, since Host is the resource's", page.stdout == "the provider's page\n", page)
    kept = curl("-o", "/dev/null", "-w", "%{http_code}", f"{KEPT_URL}/page")
    t.check("where Host is preserved, nginx does not know the endpoint's name", kept.stdout == "404", kept)
    own = curl("-H", f"Host: {SERVER}", f"{KEPT_URL}/page")
    t.check("... and knows its own", own.stdout == "the provider's page\n", own)
    said = curl("-H", "Connection: keep-alive, X-A", "-H", "X-A: b", f"{URL}/said")
    t.check("the resource hears who asks, by what name, through whom",
            said.stdout == f"{SERVER}:{NGINX}|127.0.0.1|{ENDPOINT}:{WEB}|1.1 penstock|", said)
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    t.check("a trace is passed on", curl("-H", f"traceparent: {trace}", f"{URL}/trace").stdout == trace)
    t.check("... and begun where there is none", len(curl(f"{URL}/trace").stdout) == 55)
    head = curl("-I", f"{URL}/big")
    t.check("HEAD", "HTTP/1.1 200 OK" in head.stdout and f"Content-Length: {200 << 20}" in head.stdout, head)
    old = curl("--http1.0", f"{URL}/page")
    t.check("HTTP/1.0", old.stdout == "the provider's page\n", old)
    text = curl("--compressed", f"{URL}/text")
    t.check("a chunked, compressed answer", text.stdout == "all work and no play\n" * 5000, text.stdout[:200])
    text = curl("--compressed", "--http1.0", f"{URL}/text")
    t.check("... to a client of HTTP/1.0", text.stdout == "all work and no play\n" * 5000, text.stdout[:200])
    part = curl("-r", "4-11", f"{URL}/page")
    t.check("a range", part.stdout == "provider", part)
    tag = next((line.split(": ", 1)[1] for line in head.stdout.splitlines() if line.startswith("ETag: ")), "none")
    same = curl("-o", "/dev/null", "-w", "%{http_code}", "-H", f"If-None-Match: {tag}", f"{URL}/big")
    t.check("304", same.stdout == "304", same)
    moved = curl("-D", "-", f"{URL}/moved")
    t.check("Location is left alone", "Location: http://elsewhere/" in moved.stdout, moved)
    login = curl("-D", "-", f"{URL}/login")
    t.check("... as is what names the resource",
            f"Location: http://{SERVER}:{NGINX}/home" in login.stdout and f"Domain={SERVER};" in login.stdout, login)
    home = curl("-L", "-c", t.folder / "cookies", "-w", "|%{url_effective}", f"{NAMELESS_URL}/login")
    t.check("a login that names the resource works where its names are rewritten",
            home.stdout == f"session=7|{NAMELESS_URL}/home", home)


def check_connections(t):
    many = curl("-v", *[f"{URL}/use"] * 5)
    t.check("a client's connection is kept", many.stderr.count("Re-using existing connection") == 4, many)
    uses = [int(curl(f"{URL}/use").stdout) for _ in range(8)]
    t.check("connections to the resource outlive those of clients", max(uses) > 2, repr(uses))
    parallel = run("sh", "-c", f"seq 200 | xargs -P 16 -I@ curl -sS --max-time 40 {URL}/page | sort | uniq -c", timeout=120)
    t.check("200 requests, 16 at a time", parallel.stdout.split() == ["200", "the", "provider's", "page"], parallel)


def check_bodies(t):
    big = t.folder / "nginx" / "www" / "big"
    wanted = hashlib.sha256(big.read_bytes()).hexdigest()
    got = run("sh", "-c", f"curl -sS --max-time 60 {URL}/big | sha256sum", timeout=90)
    t.check("200 MiB come", got.stdout.split()[0] == wanted, got)
    put = curl("-T", big, "-o", "/dev/null", "-w", "%{http_code}", f"{URL}/put")
    uploaded = t.folder / "nginx" / "www" / "put"
    t.check("200 MiB go, after 100 Continue", put.stdout == "201" and uploaded.exists()
            and hashlib.sha256(uploaded.read_bytes()).hexdigest() == wanted, put)
    chunked = run("sh", "-c", f"curl -sS --max-time 60 -T - -o /dev/null -w '%{{http_code}}' {URL}/put < {big}", timeout=90)
    t.check("... in chunks", chunked.stdout in ("201", "204")
            and hashlib.sha256(uploaded.read_bytes()).hexdigest() == wanted, chunked)


def memory_of(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) << 10
    return 0


def check_slow_reader(t, penstock):
    before = memory_of(penstock.pid)
    with socket.create_connection((ENDPOINT, WEB)) as slow:
        slow.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
        held = until(lambda: metrics_of(penstock, ADMIN).total("penstock_relay_held_bytes"), 20)
        t.check("for a client that does not read at most 4 MiB are held", 0 < held <= 4 << 20, repr(held))
    t.check("... and the process has grown by less than 64 MiB", memory_of(penstock.pid) - before < 64 << 20,
            f"from {before} to {memory_of(penstock.pid)}")


def say(port, message):
    """Sends raw bytes and gives everything that comes back."""
    with socket.create_connection((ENDPOINT, port), timeout=20) as client:
        client.sendall(message)
        answer = b""
        try:
            while more := client.recv(65536):
                answer += more
        except ConnectionResetError:
            answer += b"(reset)"
        return answer


def check_raw(t, echo):
    answer = say(RAW, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    t.check("103 and trailers pass", answer.startswith(b"HTTP/1.1 103 Early Hints\r\n") and b"HTTP/1.1 200 OK\r\n" in answer
            and answer.endswith(b"5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n"), repr(answer))
    with socket.create_connection((ENDPOINT, RAW), timeout=20) as client, client.makefile("rb") as stream:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: echo\r\n\r\n")
        t.check("an upgrade passes", head_of(stream).startswith(b"HTTP/1.1 101 "))
        noise = os.urandom(1 << 20)
        threading.Thread(target=client.sendall, args=(noise,), daemon=True).start()
        t.check("... and then 1 MiB of what is not HTTP comes back", stream.read(len(noise)) == noise)
    seen = len(echo.seen)
    for status, message in (
            (400, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"),
            (400, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            (400, b"GET / HTTP/1.1\nHost: a\n\n"), (400, b"GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n"),
            (400, b"GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n"), (400, b"GET / HTTP/1.1\r\n\r\n"),
            (414, b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"),
            (431, b"GET / HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 200 + b"\r\n"),
            (501, b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"), (505, b"GET / HTTP/1.9\r\nHost: a\r\n\r\n")):
        answer = say(RAW, message)
        head, _, body = answer.partition(b"\r\n\r\n")
        t.check(f"{message[:40]!r} is answered {status}, with the problem as JSON",
                head.startswith(b"HTTP/1.1 %d " % status) and as_json(body.decode()).get("status") == status, repr(answer))
    t.check("... and the resource has heard of none", len(echo.seen) == seen, repr(echo.seen[seen:]))


def check_a_resource_that_goes(t, nginx):
    nginx.end()
    gone = curl("-D", "-", f"{URL}/page")
    t.check("502 where nobody listens, and Proxy-Status says why", "HTTP/1.1 502 " in gone.stdout
            and "proxy-status: penstock; error=connection_refused" in gone.stdout.lower(), gone)
    start_nginx(t)
    statuses = [curl("-o", "/dev/null", "-w", "%{http_code}", f"{URL}/page").stdout for _ in range(20)]
    t.check("nobody notices that it was started anew", statuses == ["200"] * 20, repr(statuses))


def check_what_is_told(t, penstock):
    curl("-o", "/dev/null", f"{URL}/broken?secret")
    lines = until(lambda: [line for line in json_lines(penstock.out()) if line.get("path") == "/broken"], 20)
    t.check("a request is a line in the access log", lines and lines[0]["status"] == 500 and lines[0]["method"] == "GET"
            and lines[0]["resourceIpPort"] == f"{SERVER}:{NGINX}" and "secret" not in str(lines[0]), repr(lines))
    m = t.balanced(lambda: metrics_of(penstock, ADMIN))
    t.check("requests are counted by the class of their status",
            m.total("penstock_http_requests_total", status="2xx") > 200
            and m.total("penstock_http_requests_total", status="5xx") >= 2
            and m.total("penstock_http_requests_total", status="4xx") >= 8, m.ours())


need_root()
with Trial("web") as t:
    nginx = start_nginx(t)
    echo = Echo()
    echo.start()
    t.defer(echo.close)
    (t.folder / "penstock.yaml").write_text(CONFIG)
    penstock = Launched(t, t.folder)
    need_ready(t, penstock, ADMIN)
    check_pages(t)
    check_connections(t)
    check_bodies(t)
    check_slow_reader(t, penstock)
    check_raw(t, echo)
    check_a_resource_that_goes(t, nginx)
    check_what_is_told(t, penstock)

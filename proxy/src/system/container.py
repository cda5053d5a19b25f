"""The image: what is in it, how it starts, what it needs and does not need, what it says when something is missing."""

import json
import os
import pathlib
import re

from appliance import IMAGE, PODMAN_RUN, build_image
from harness import ROOT, Trial, free_port, must, need_root, run, until

NAME = f"penstock-{os.getpid()}-image"
HOST = "zigi-endpoint.penstock.localhost"
PORT, ADMIN_PORT = free_port(), free_port()
# As little as an engine can give: no capability, nothing to write to.
BARE = [*PODMAN_RUN, "--read-only", "--read-only-tmpfs=false", "--cap-drop", "all"]
CONFIG = """
appliance: {admin: "127.0.0.1:9901"%s}
securityGroups: [{name: web-out, egress: [{ports: "80", cidr: 10.0.1.0/24}]}, {name: app-in, ingress: [{ports: "%s", cidr: 127.0.0.0/8}]}]
resourceGateways: [{name: zigi-rgw, ipAddressType: IPV4, securityGroups: [web-out]}]
resourceConfigurations:
  - {name: zigi-web, type: SINGLE, resourceGateway: zigi-rgw, portRanges: ["%s"], resourceConfigurationDefinition: {ipResource: {ipAddress: 10.0.1.20}}}
endpoints: [{name: zigi-endpoint, resourceConfiguration: zigi-web, securityGroups: [app-in], addresses: ["%s"]}]
"""


def in_container(*arguments):
    return run("podman", "exec", NAME, *arguments)


def logs():
    done = run("podman", "logs", NAME)
    return done.stdout + done.stderr


def status_of_process_1():
    pid = run("podman", "inspect", "--format", "{{.State.Pid}}", NAME).stdout.strip()
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return dict(re.findall(r"^(\w+):\s*(.*)$", text, re.M))


def check_what_is_in_it(t):
    seen = json.loads(must("podman", "inspect", IMAGE).stdout)[0]
    t.check("its labels say what it is", {"title", "version", "revision", "licenses"} <= {
        label.rpartition(".")[2] for label in seen["Labels"]}, seen["Labels"])
    t.check(f"it is small: {seen['Size'] // 1_000_000} MB, its base included", seen["Size"] < 200_000_000)
    shell = run(*BARE, "--rm", "--entrypoint", "/bin/sh", IMAGE, "-c", "true")
    t.check("no shell is in it", shell.returncode != 0 and "no such file" in shell.stderr.lower(), shell)


def check_the_demo(t):
    t.defer(run, "podman", "rm", "--force", "--time", "2", NAME)
    must(*BARE, "--detach", "--name", NAME, "--tmpfs", "/tmp", "--publish", f"127.0.0.1:{PORT}:8080",
         "--publish", f"127.0.0.1:{ADMIN_PORT}:9901", IMAGE, "demo", "--bind", "*", timeout=60)
    t.log_of("the container", logs)
    page = until(lambda: (p := run("curl", "-s", "--resolve", f"{HOST}:{PORT}:127.0.0.1", f"http://{HOST}:{PORT}/"))
                 and "This is web.zigi.internal" in p.stdout and p, 90)
    t.need("demo --bind '*' answers on a published port", page, logs())
    admin = f"http://127.0.0.1:{ADMIN_PORT}"
    front = run("curl", "-s", "-H", "Accept: text/html", f"{admin}/").stdout
    t.check("and its status page on another", "<script" in front, front)
    guide = logs()
    token = re.search(r"asks for a token there:\s+(\w+)", guide)
    t.check("which the token that the demo prints opens", token and "zigi-endpoint" in run(
        "curl", "-s", "-H", f"Authorization: Bearer {token[1]}", f"{admin}/api/endpoints").stdout, guide)
    t.check("and nothing else does", run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", f"{admin}/api/endpoints").stdout == "401")
    process = status_of_process_1()
    t.check("as an ordinary user without a capability", process["Uid"].split() == ["10001"] * 4
            and int(process["CapEff"], 16) == 0, process)
    t.check("process 1 is the JVM itself", int(process["Threads"]) > 10 and process["NSpid"].split()[-1] == "1", process)
    health = run("podman", "healthcheck", "run", NAME)
    t.check("its health check passes", health.returncode == 0, health)
    # Off loopback the admin wants the demo's token; the demo prints the command that has it.
    printed = re.search(r"penstock (status.*)", run("podman", "logs", NAME).stdout)
    status = in_container("penstock", *printed[1].split()) if printed else in_container("penstock", "status")
    t.check("small pieces go out together under the engine's own seccomp profile, and status says how",
            re.search("writes by (aio|io_uring)", status.stdout), status)
    t.check("status works inside", status.returncode == 0 and "zigi-endpoint" in status.stdout, status)
    stopped = run("podman", "stop", "--time", "20", NAME, timeout=40)
    code = run("podman", "inspect", "--format", "{{.State.ExitCode}}", NAME).stdout.strip()
    t.check("podman stop ends it with 0, before it is killed", stopped.returncode == 0 and code == "0", (stopped, code))
    run("podman", "rm", "--force", NAME)


def check_its_start(t):
    must(*BARE, "--detach", "--name", NAME, "--memory", "256m", IMAGE, timeout=60)
    ready = until(lambda: in_container("penstock-health").returncode == 0, 30)
    t.need("its own configuration runs with nothing to write to, in 256 MiB", ready, logs())
    t.check("with its start-up cache", "start-up cache" not in logs(), logs())
    t.check("and says nothing but that it serves", len(logs().splitlines()) == 1 and "serving" in logs(), logs())
    memory = in_container("/opt/penstock/lib/runtime/bin/java", "-XX:+PrintFlagsFinal", "-version").stdout
    heap = int(re.search(r" MaxHeapSize += (\d+)", memory)[1])
    t.check("the heap is a quarter of the limit", heap <= 64 << 20, heap)
    resident = int(status_of_process_1()["VmRSS"].split()[0]) >> 10
    t.check(f"and all of it stays inside: {resident} MiB resident", resident < 256, resident)
    must("podman", "kill", "--signal", "TERM", NAME)
    t.check("not ready as soon as it is told to stop", until(lambda: in_container("penstock-health").returncode == 1, 4))
    run("podman", "rm", "--force", "--time", "10", NAME)


def check_tls(t):
    """Java's own TLS would do, but costs several times as much: it is what is left where a library cannot be unpacked."""
    folder = t.folder / "tls"
    folder.mkdir()
    must("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=zigi",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem")
    (folder / "key.pem").chmod(0o644)
    text = CONFIG % ("", "8443", "8443", "*")
    text = text.replace("{ipAddress: 10.0.1.20}}", "{ipAddress: 10.0.1.20}}, options: {applicationProtocol: HTTP}")
    text = text.replace('addresses: ["*"]', 'addresses: ["*"], options: {tls: {certificate: cert.pem, key: key.pem}}')
    (folder / "penstock.yaml").write_text(text)
    must(*BARE, "--detach", "--name", NAME, "--volume", f"{folder}:/etc/penstock:ro", IMAGE, timeout=60)
    t.need("an endpoint with TLS is served", until(lambda: "serving" in logs(), 30), logs())
    pid = run("podman", "inspect", "--format", "{{.State.Pid}}", NAME).stdout.strip()
    maps = pathlib.Path(f"/proc/{pid}/maps").read_text()
    t.check("by BoringSSL, with nothing to unpack its library to", "/opt/penstock/lib/app/native/libnetty_tcnative" in maps, logs())
    run("podman", "rm", "--force", "--time", "1", NAME)


def check_a_cache_that_does_not_fit(t):
    (t.folder / "broken.aot").write_text("broken\n")
    must(*BARE, "--detach", "--name", NAME, "--volume", f"{t.folder}/broken.aot:/opt/penstock/lib/app/penstock.aot:ro",
         IMAGE, timeout=60)
    ready = until(lambda: "serving" in logs(), 60)
    lines = logs().splitlines()
    t.check("a broken start-up cache costs one line", ready and len(lines) == 2 and "start-up cache" in lines[0], logs())
    run("podman", "rm", "--force", "--time", "1", NAME)


def refused(t, what, code, words, text=None, *options, command=(), found=()):
    """Runs it with a config; it must end with that code and one line that has all the words.

    If words are to be found, "check --host" has to say these before anything runs.
    """
    if text is not None:
        (t.folder / "penstock.yaml").write_text(text)
        options = ("--volume", f"{t.folder}/penstock.yaml:/etc/penstock/penstock.yaml:ro", *options)
    done = run(*BARE, "--rm", "--no-healthcheck", "--network", "none", *options, IMAGE, *command, timeout=60)
    t.check(f"{what}: one line with the remedy, exit {code}", done.returncode == code and len(done.stderr.splitlines()) == 1
            and all(word in done.stderr for word in words), done)
    if found:
        done = run(*BARE, "--rm", "--no-healthcheck", "--network", "none", *options, IMAGE,
                   "check", "--host", "--config", "/etc/penstock/penstock.yaml", timeout=60)
        t.check(f"{what}: check --host finds it", done.returncode == 78 and all(word in done.stderr for word in found), done)


def check_bad_input(t):
    wrong = t.folder / "wrong"
    (wrong / "penstock.yaml").mkdir(parents=True)
    (t.folder / "empty").mkdir()
    refused(t, "a wrong key", 78, ["penstock.yaml:1", "admni"], "appliance: {admni: 127.0.0.1:9901}\nendpoints: []\n",
            found=["penstock.yaml:1", "admni"])
    refused(t, "no config where one is to be mounted", 78, ["does not exist", "mount", "--config"], None,
            "--volume", f"{t.folder}/empty:/etc/penstock:ro", found=["does not exist"])
    refused(t, "a folder where the config is to be, as engines make one", 78, ["is a directory"], None,
            "--volume", f"{wrong}:/etc/penstock:ro", found=["is a directory"])
    good = CONFIG % ("", "8080", "8080", "*")
    (t.folder / "penstock.yaml").write_text(good)
    (t.folder / "secret.yaml").write_text(good)
    (t.folder / "secret.yaml").chmod(0o600)
    refused(t, "a config that only root may read", 78, ["may not be read", "chmod a+r"], None,
            "--volume", f"{t.folder}/secret.yaml:/etc/penstock/penstock.yaml:ro", found=["may not be read"])
    refused(t, "an access log on the read-only root", 1, ["/opt/penstock/access.log", "Read-only", "volume", "stdout"],
            CONFIG % (", accessLog: {to: /opt/penstock/access.log}", "8080", "8080", "*"))
    refused(t, "a port below 1024 without the right to it", 1, [":80", "NET_BIND_SERVICE"],
            CONFIG % ("", "80", "80", "127.0.0.1"), "--sysctl", "net.ipv4.ip_unprivileged_port_start=1024",
            found=[":80", "Permission denied"])
    no_v6 = ("--sysctl", "net.ipv6.conf.all.disable_ipv6=1", "--sysctl", "net.ipv6.conf.lo.disable_ipv6=1")
    refused(t, "an IPv6 address where there is no IPv6", 1, ["[::1]:8080", "does not have the address", "with IPv6 on"],
            CONFIG % ("", "8080", "8080", "::1"), *no_v6, found=["does not have ::1"])
    refused(t, "the demo with no /tmp", 1, ["token", "--tmpfs /tmp"], None, command=("demo",))


def check_the_sources(t):
    """A build from source takes a network; that its context has every module is what was forgotten once."""
    copied, sent = (ROOT / "docker/Dockerfile").read_text(), (ROOT / ".dockerignore").read_text()
    for module in re.findall(r"<module>(.+)</module>", (ROOT / "pom.xml").read_text()):
        t.check(f"a build from source has {module}/pom.xml, without which Maven refuses the project",
                f"COPY {module}/pom.xml {module}/pom.xml\n" in copied and f"!{module}/pom.xml\n" in sent)


need_root()
with Trial("container") as t:
    check_the_sources(t)
    built = build_image(t)
    t.need("it builds from docker/Dockerfile", built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:])
    check_what_is_in_it(t)
    check_the_demo(t)
    check_its_start(t)
    check_tls(t)
    check_a_cache_that_does_not_fit(t)
    check_bad_input(t)

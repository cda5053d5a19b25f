"""The image: builds, runs the demo for an ordinary user, is healthy, stops when told to, reads a mounted file."""

import os
import re

from appliance import IMAGE, PODMAN_RUN, build_image
from harness import Trial, must, need_root, run, until

NAME = f"penstock-{os.getpid()}-image"
HOST = "zigi-endpoint.penstock.localhost"


def in_container(*arguments):
    return run("podman", "exec", NAME, *arguments)


need_root()
with Trial("container") as t:
    built = build_image(t)
    t.need("it builds from docker/Dockerfile", built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:])

    t.defer(run, "podman", "rm", "--force", "--time", "2", NAME)
    must(*PODMAN_RUN, "--detach", "--name", NAME, "--read-only", "--cap-drop", "all", "--publish", "127.0.0.1:18080:8080",
         IMAGE, "demo", "--bind", "*", timeout=60)
    t.log_of("the container", lambda: (logs := run("podman", "logs", NAME)).stdout + logs.stderr)
    page = until(lambda: (p := run("curl", "-s", "--resolve", f"{HOST}:18080:127.0.0.1", f"http://{HOST}:18080/"))
                 and "This is web.zigi.internal" in p.stdout and p, 90)
    t.need("demo --bind '*' answers on a published port", page, run("podman", "logs", NAME).stderr)
    t.check("as an ordinary user", in_container("id", "-u").stdout.strip() == "10001")
    t.check("process 1 is the JVM itself", in_container("cat", "/proc/1/comm").stdout.strip() == "java")
    health = run("podman", "healthcheck", "run", NAME)
    t.check("its health check passes", health.returncode == 0, health)
    # Off loopback the admin wants the demo's token; the demo prints the command that has it.
    printed = re.search(r"penstock (status.*)", run("podman", "logs", NAME).stdout)
    status = in_container("penstock", *printed[1].split()) if printed else in_container("penstock", "status")
    t.check("status works inside", status.returncode == 0 and "zigi-endpoint" in status.stdout, status)
    stopped = run("podman", "stop", "--time", "20", NAME, timeout=40)
    code = run("podman", "inspect", "--format", "{{.State.ExitCode}}", NAME).stdout.strip()
    t.check("podman stop ends it with 0, before it is killed", stopped.returncode == 0 and code == "0", (stopped, code))

    wrong = t.folder / "wrong.yaml"
    wrong.write_text("appliance: {admni: 127.0.0.1:9901}\n")
    refused = run(*PODMAN_RUN, "--rm", "--volume", f"{wrong}:/etc/penstock/penstock.yaml:ro", IMAGE, timeout=60)
    t.check("a wrong file that is mounted: each problem on stderr, exit 78",
            refused.returncode == 78 and "penstock.yaml:1" in refused.stderr, refused)

"""Endpoints on every port of an address, in the network namespaces of networks.py: by the kernel's socket lookup, changed
while it runs, gone with the process; and what Penstock says and does where it has no capability for it.
"""

import ctypes
import pathlib
import platform
import signal
import sys

import provider
from appliance import Launched, ask_admin, metrics_of, need_ready
from harness import PENSTOCK, Trial, must, need_root, run, until
from networks import PROVIDER, World

PAGE = provider.PAGE.decode()
WITHOUT_CAPABILITIES = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"]

CONFIG = """
appliance: {admin: 127.0.0.1:9901}

securityGroups:
  - name: all-out
    egress: [{ports: 1-65535, cidr: 10.0.1.0/24}, {ports: 1-65535, cidr: "fd00:1::/64"}]
  - name: all-in
    ingress: [{ports: 1-65535, cidr: 10.9.0.0/16}, {ports: 1-65535, cidr: "fd00:9::/64"}]

resourceGateways:
  - {name: zigi-rgw, ipAddressType: DUALSTACK, securityGroups: [all-out]}

resourceConfigurations:
  - name: server
    type: SINGLE
    resourceGateway: zigi-rgw
    portRanges: [%s]
    resourceConfigurationDefinition: {ipResource: {ipAddress: 10.0.1.20}}
  - name: server-v6
    type: SINGLE
    resourceGateway: zigi-rgw
    portRanges: [%s]
    resourceConfigurationDefinition: {ipResource: {ipAddress: "fd00:1::20"}}

endpoints:
  - {name: everything, resourceConfiguration: server, securityGroups: [all-in], addresses: [10.9.0.10]}
  - {name: everything-v6, resourceConfiguration: server-v6, securityGroups: [all-in], addresses: ["fd00:9::10"]}
"""


def write_config(folder, ranges, ranges_v6="1-65535"):
    folder.mkdir(exist_ok=True)
    (folder / "penstock.yaml").write_text(CONFIG % (ranges, ranges_v6))


def more_of(world, t):
    """What this test needs beside the world of networks.py: IPv6, and servers on more ports."""
    for name, device, address in ((world.consumer, "eth0", "fd00:9::100"), (world.middle, "consumer", "fd00:9::2"),
                                  (world.middle, "consumer", "fd00:9::10"), (world.middle, "provider", "fd00:1::10"),
                                  (world.provider, "eth0", "fd00:1::20")):
        must("ip", "-n", name, "addr", "add", f"{address}/64", "dev", device, "nodad")
    pages = t.folder / "pages"
    pages.mkdir()
    (pages / "index.html").write_text(PAGE)
    inside = ["ip", "netns", "exec", world.provider, sys.executable]
    for port in (8080, 40000):
        t.start(f"web-{port}", [*inside, PROVIDER, "web", f"10.0.1.20:{port}", t.folder / "more-web.log"])
    t.start("web-v6", [*inside, "-m", "http.server", "80", "--bind", "fd00:1::20", "--directory", pages])
    for url in ("http://10.0.1.20:8080/", "http://10.0.1.20:40000/", "http://[fd00:1::20]/"):
        if not until(lambda url=url: run(*inside[:-1], "curl", "-sS", url).stdout == PAGE):
            raise RuntimeError(f"nobody serves {url}")


class Bpf:
    """The kernel's list of links."""

    NUMBER = 280 if platform.machine() == "aarch64" else 321
    LINK_GET_FD_BY_ID = 30
    SK_LOOKUP = 36

    @classmethod
    def has_link(cls, number):
        attributes = (ctypes.c_uint32 * 32)(number)
        libc = ctypes.CDLL(None, use_errno=True)
        fd = libc.syscall(cls.NUMBER, cls.LINK_GET_FD_BY_ID, attributes, ctypes.sizeof(attributes))
        if fd >= 0:
            libc.close(fd)
        return fd >= 0

    @staticmethod
    def links_of(pid):
        """The numbers of the links that a process holds for socket lookup."""
        texts = [f.read_text() for f in pathlib.Path(f"/proc/{pid}/fdinfo").iterdir()]
        fields = [dict(line.split(":", 1) for line in text.splitlines() if ":" in line) for text in texts]
        return [int(f["link_id"]) for f in fields if f.get("attach_type", "").strip() == str(Bpf.SK_LOOKUP)]


def check_every_port(t, world, penstock, pid):
    for port in (80, 8080, 40000):
        page = world.curl(f"http://10.9.0.10:{port}/")
        t.check(f"the page comes through port {port}", page.stdout == PAGE, page)
    page = world.curl("http://[fd00:9::10]/")
    t.check("and over IPv6", page.stdout == PAGE, page)
    nobody = world.curl("http://10.9.0.10:9999/")
    t.check("where the resource refuses the client gets a reset", nobody.returncode == 56, nobody)
    other = world.curl("http://10.9.0.2:8080/")
    t.check("the host's other addresses are not taken", other.returncode == 7, other)
    descriptors = len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))
    t.check("131,070 ports take few descriptors", descriptors < 200, descriptors)
    status = penstock.command("status")
    t.check("status says what is used", "10.9.0.10:1-65535" in status.stdout
            and status.stdout.count("by socket lookup") == 2, status)
    api = ask_admin(penstock, "/api/endpoints")
    t.check("so does the API", api[1].count("SOCKET_LOOKUP") == 2, api)
    t.check("and the log", "by socket lookup: 10.9.0.10:1-65535; [fd00:9::10]:1-65535" in penstock.err(), penstock.err())


def check_changes(t, world, penstock, folder):
    slow = world.in_consumer("slow", "curl", "-sS", "-N", "http://10.9.0.10:8080/slow")
    t.need("a download runs on port 8080", until(lambda: "tick" in slow.out()), slow.err())
    write_config(folder, '1-1023, "30000-65535"')
    penstock.signal(signal.SIGHUP)
    t.check("without 1024-29999 port 8080 is closed",
            until(lambda: world.curl("http://10.9.0.10:8080/").returncode == 7))
    t.check("what is open there goes on", ticks_on(slow))
    t.check("port 80 and 40000 are open as before",
            all(world.curl(f"http://10.9.0.10:{port}/").stdout == PAGE for port in (80, 40000)))
    write_config(folder, "80, 8080")
    penstock.signal(signal.SIGHUP)
    t.check("with two ports they have sockets", until(lambda: "10.9.0.10:8080" in listening(world))
            and world.curl("http://10.9.0.10:8080/").stdout == PAGE, listening(world))
    t.check("what is open goes on still", ticks_on(slow))
    write_config(folder, "1-65535")
    penstock.signal(signal.SIGHUP)
    t.check("and back", until(lambda: world.curl("http://10.9.0.10:40000/").stdout == PAGE))
    t.check("also then", ticks_on(slow))
    slow.end()


def ticks_on(slow):
    before = len(slow.out())
    return slow.is_running() and until(lambda: len(slow.out()) > before + 10, 5)


def listening(world):
    return run("ip", "netns", "exec", world.middle, "ss", "-Hltn").stdout


def check_the_end(t, world, penstock, pid):
    links = Bpf.links_of(pid)
    t.need("the process holds one link to the namespace", len(links) == 1 and Bpf.has_link(links[0]), links)
    penstock.signal(signal.SIGKILL)
    penstock.wait(10)
    t.check("kill -9: the link is gone with it", until(lambda: not Bpf.has_link(links[0]), 10))
    after = world.curl("http://10.9.0.10:8080/")
    t.check("and the ports are closed", after.returncode == 7, after)


def check_without_capabilities(t, world, folder):
    inside = ["ip", "netns", "exec", world.middle, *WITHOUT_CAPABILITIES, PENSTOCK]
    config = str(folder / "penstock.yaml")
    write_config(folder, "1-65535", "9000")
    missing = "this process lacks the capabilities BPF (or SYS_ADMIN) and NET_ADMIN"
    refused = run(*inside, "run", "--config", config)
    t.check("without capabilities every port is refused, in one line: what is missing, how many would fit",
            refused.returncode != 0 and any(missing in line and " fit: the limit of open files is " in line
                                            for line in refused.stderr.splitlines()), refused)
    checked = run(*inside, "check", "--host", "--config", config)
    t.check("check --host says so, too", checked.returncode == 78 and missing in checked.stderr, checked)
    write_config(folder, "8000-8999, 32000-33499", "9000")
    checked = run(*inside, "check", "--host", "--config", config)
    t.check("what fits is served port by port, without the kernel's own", checked.returncode == 0
            and "but 32768-33499" in checked.stdout and missing in checked.stdout, checked)
    few = t.start("without-capabilities", [*inside, "run", "--config", config])
    t.check("as the log says", until(lambda: missing in few.err()), few.err())
    page = until(lambda: world.curl("http://10.9.0.10:8080/").stdout == PAGE)
    t.check("the page comes through one of the ports", page)
    t.check("from a port left out nothing does", world.curl("http://10.9.0.10:33000/").returncode == 7)
    status = run(*inside, "status")
    t.check("status says what is left out", "without 32768-33499" in status.stdout, status)
    few.end()


def main():
    with Trial("ranges") as t:
        need_root()
        world = World(t)
        more_of(world, t)
        folder = t.folder / "config"
        write_config(folder, "1-65535")
        penstock = Launched(t, folder, world.middle)
        need_ready(t, penstock)
        pid = penstock.pid
        checked = penstock.command("check", "--config", str(folder / "penstock.yaml"), "--host")
        t.check("check --host says what is used",
                "10.9.0.10:1-65535 by socket lookup (more than 128 ports)" in checked.stdout, checked)
        check_every_port(t, world, penstock, pid)
        check_changes(t, world, penstock, folder)
        t.balanced(lambda: metrics_of(penstock))
        check_the_end(t, world, penstock, pid)
        check_without_capabilities(t, world, folder)


if __name__ == "__main__":
    main()

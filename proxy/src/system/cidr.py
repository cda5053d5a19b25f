"""A whole range of a provider's addresses, in network namespaces: clients dial the provider's own addresses.

    consumer 10.9.0.100 -- 10.9.0.2  Penstock  10.0.1.10 -- 10.0.1.2 (DNS), 10.0.1.20 and 10.0.1.21 (web)  provider
             fd00:9::100   fd00:9::2           fd00:a::10   fd00:a::20 (web)

The consumer routes 10.0.1.0/24 and fd00:a::/64 to Penstock's host, which takes both for its own.
"""

import os
import subprocess
import sys

import provider
from appliance import Launched, metrics_of, need_ready
from harness import Trial, json_lines, must, need_root, run, until

CONFIG = """
appliance:
  admin: 127.0.0.1:9901
  dns: {listen: ["10.9.0.2:53"], zone: penstock.internal, allowFrom: [10.9.0.0/16]}

securityGroups:
  - name: range-out
    egress:
      - {ports: ["80", "8000-8999"], cidr: 10.0.1.20/32}
      - {ports: "80", cidr: "fd00:a::/64"}
  - name: range-in
    ingress: [{ports: "1-65535", cidr: 10.9.0.0/16}, {ports: "1-65535", cidr: "fd00:9::/64"}]

resourceGateways:
  - name: range-rgw
    securityGroups: [range-out]
    resourceConfigDnsResolution: IN_VPC
    options: {interface: provider, dnsServers: [10.0.1.2]}

resourceConfigurations:
  - name: range
    type: CIDR
    resourceGateway: range-rgw
    portRanges: ["80", "8000-8999"]
    resourceConfigurationDefinition: {cidrResource: {cidrRanges: [10.0.1.0/24, "fd00:a::/64"]}}
    options: {dnsDomains: [zigi.internal], connectTimeout: 2s}

endpoints:
  - {name: range-entry, resourceConfiguration: range, securityGroups: [range-in]}
"""
NAMES = ("consumer", "middle", "provider")
RESET = (7, 56)  # before curl has seen its connection, or after


class World:
    """The namespaces, their wires and the provider's servers; names carry our process id."""

    def __init__(self, t):
        self.t = t
        for name in NAMES:
            must("ip", "netns", "add", self.space(name))
            t.defer(must, "ip", "netns", "del", self.space(name))
            must("ip", "-n", self.space(name), "link", "set", "lo", "up")
        self.wire("consumer", ["10.9.0.100/16", "fd00:9::100/64"], ["10.9.0.2/16", "fd00:9::2/64"])
        self.wire("provider", ["10.0.1.2/24", "10.0.1.20/24", "10.0.1.21/24", "fd00:a::20/64"],
                  ["10.0.1.10/24", "fd00:a::10/64"])
        for range_, via in (("10.0.1.0/24", "10.9.0.2"), ("fd00:a::/64", "fd00:9::2")):
            must("ip", "-n", self.space("consumer"), "route", "add", range_, "via", via)
            must("ip", "-n", self.space("middle"), "route", "add", "local", range_, "dev", "lo")
        # Else the provider's answers, which come from addresses that this host takes for its own, would be dropped.
        must(*self.inside("middle", "sysctl", "-qw", "net.ipv4.conf.provider.accept_local=1"))
        self.serve("web", "10.0.1.20:80", self.log("web"))
        self.serve("web", "10.0.1.21:80", self.log("other"), name="web-other")
        self.serve("web", "[fd00:a::20]:80", self.log("six"), name="web-six")
        self.serve("dns", "10.0.1.2:53", "web.zigi.internal", "10.0.1.20")

    def space(self, name):
        return f"penstock-{os.getpid()}-{name}"

    def log(self, name):
        return self.t.folder / f"{name}.log"

    def inside(self, name, *argv):
        return ["ip", "netns", "exec", self.space(name), *argv]

    def wire(self, outer, addresses, middle):
        must("ip", "link", "add", "eth0", "netns", self.space(outer), "type", "veth",
             "peer", "name", outer, "netns", self.space("middle"))
        for name, link, own in ((outer, "eth0", addresses), ("middle", outer, middle)):
            for address in own:
                # A test does not wait for duplicate address detection: nobody else is on the wire.
                must("ip", "-n", self.space(name), "addr", "add", address, "dev", link,
                     *(["nodad"] if ":" in address else []))
            must("ip", "-n", self.space(name), "link", "set", link, "up")

    def serve(self, kind, where, *more, name=None):
        server = self.t.start(name or kind,
                              self.inside("provider", sys.executable, provider.__file__, kind, where, *map(str, more)))
        if not until(lambda: "ready" in server.out()):
            raise RuntimeError(f"{kind} server: {server.err()}")

    def curl(self, address, path="/", *more):
        """Gives the exit code and the body's bytes."""
        host = f"[{address}]" if address.count(":") > 1 else address
        done = subprocess.run(self.inside("consumer", "curl", "-gsS", "--max-time", "10", *more, f"http://{host}{path}"),
                              capture_output=True, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout

    def seen(self, name, path):
        """The client that this web server saw asking for a path; nothing if it saw none."""
        lines = [line for line in self.log(name).read_text().splitlines() if f"GET {path} " in line]
        return lines[0].split()[0] if lines else None


def check_reaches(t, world):
    code, page = world.curl("10.0.1.20", "/four")
    t.check("the provider's own address answers", code == 0 and page == provider.PAGE, (code, page))
    t.check("and its web server sees the gateway", world.seen("web", "/four") == "10.0.1.10", world.seen("web", "/four"))
    code, page = world.curl("fd00:a::20", "/six")
    t.check("the same by IPv6", code == 0 and page == provider.PAGE, (code, page))
    t.check("from the gateway's IPv6 address", world.seen("six", "/six") == "fd00:a::10", world.seen("six", "/six"))


def check_refuses(t, world, penstock):
    code, _ = world.curl("10.0.1.21", "/other")
    t.check("an address in the range that no egress rule names is refused with a reset", code in RESET, code)
    t.check("and was not dialed", world.seen("other", "/other") is None)
    line = until(lambda: [one for one in json_lines(penstock.out()) if one["closeReason"] == "egress_denied"])
    t.check("the log names the address that the client asked for",
            line and line[0]["destinationIpPort"] == line[0]["resourceIpPort"] == "10.0.1.21:80", line)
    code, _ = world.curl("10.0.1.20:81")
    t.check("a port outside the ranges is nobody's", code == 7, code)
    code, _ = world.curl("10.0.1.20:8001")
    t.check("a port of the range at which nobody listens is refused", code in RESET, code)
    dialed = until(lambda: [one for one in json_lines(penstock.out()) if one["closeReason"] == "connect_failed"])
    t.check("by the provider, not by Penstock dialing itself", len(dialed) == 1
            and dialed[0]["resourceIpPort"] == "10.0.1.20:8001", dialed)


def check_names(t, world):
    answer = run(*world.inside("consumer", "dig", "+short", "@10.9.0.2", "web.zigi.internal")).stdout.strip()
    t.check("a name of the range's domain is asked of the provider's DNS server", answer == "10.0.1.20", answer)
    refused = run(*world.inside("consumer", "dig", "@10.9.0.2", "web.other.internal")).stdout
    t.check("and no other name", "REFUSED" in refused, refused)


def main():
    need_root()
    with Trial("cidr") as t:
        world = World(t)
        folder = t.folder / "config"
        folder.mkdir()
        (folder / "penstock.yaml").write_text(CONFIG)
        penstock = Launched(t, folder, world.space("middle"))
        need_ready(t, penstock)
        check_reaches(t, world)
        check_refuses(t, world, penstock)
        check_names(t, world)
        status = penstock.command("status").stdout
        t.check("status says by which way the ranges come in", "10.0.1.0/24" in status and "socket lookup" in status, status)
        t.balanced(lambda: metrics_of(penstock))


if __name__ == "__main__":
    main()

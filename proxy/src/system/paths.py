"""The ways out, in network namespaces: two provider networks with the same addresses, and both IP versions.

                                             via-a 10.0.1.10 -- 10.0.1.2 (DNS), 10.0.1.20 (web)  provider A
    consumer 10.9.0.100 -- 10.9.0.2  Penstock
             fd00:9::100   fd00:9::2         via-b 10.0.1.10 -- 10.0.1.2 (DNS), 10.0.1.20 (web)  provider B
                                                   fd00:b::10   fd00:b::20 (web)

Each device is in a VRF of its own where the kernel has VRFs; else the gateways are bound to the devices themselves.
The wire to provider B carries packets of 1280 bytes at most.
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

securityGroups:
  - name: web-out
    egress: [{ports: "80", cidr: 10.0.1.0/24}, {ports: "80", cidr: "fd00:b::/64"}]
  - name: app-in
    ingress: [{ports: "80", cidr: 10.9.0.0/16}, {ports: "80", cidr: "fd00:9::/64"}]

resourceGateways:
  - name: a-rgw
    ipAddressType: IPV4
    securityGroups: [web-out]
    resourceConfigDnsResolution: IN_VPC
    options: {interface: %(a)s, dnsServers: [10.0.1.2], sourceAddresses: [10.0.1.10]}
  - name: b-rgw
    securityGroups: [web-out]
    resourceConfigDnsResolution: IN_VPC
    options: {interface: %(b)s, dnsServers: [10.0.1.2], sourceAddresses: [10.0.1.10, "fd00:b::10"]}
  - name: gone-rgw
    ipAddressType: IPV4
    securityGroups: [web-out]
    options: {interface: via-nowhere}

resourceConfigurations:
  - {name: a-web, type: SINGLE, resourceGateway: a-rgw, portRanges: [80], resourceConfigurationDefinition: &name {
      dnsResource: {domainName: web.zigi.internal, ipAddressType: IPV4}}}
  - {name: b-web, type: SINGLE, resourceGateway: b-rgw, portRanges: [80], resourceConfigurationDefinition: *name}
  - {name: b-six, type: SINGLE, resourceGateway: b-rgw, portRanges: [80], resourceConfigurationDefinition: {
      ipResource: {ipAddress: "fd00:b::20"}}}
  - {name: gone-web, type: SINGLE, resourceGateway: gone-rgw, portRanges: [80], resourceConfigurationDefinition: {
      ipResource: {ipAddress: 10.0.1.20}}}

endpoints:
  - {name: a-entry, resourceConfiguration: a-web, securityGroups: [app-in], addresses: [10.9.0.11, "fd00:9::11"]}
  - {name: b-entry, resourceConfiguration: b-web, securityGroups: [app-in], addresses: [10.9.0.12, "fd00:9::12"]}
  - {name: six-entry, resourceConfiguration: b-six, securityGroups: [app-in], addresses: [10.9.0.13]}
  - {name: gone-entry, resourceConfiguration: gone-web, securityGroups: [app-in], addresses: [10.9.0.14]}
"""
SMALL = 1280
NAMES = ("consumer", "middle", "a", "b")


class World:
    """The namespaces, their wires and the providers' servers; names carry our process id."""

    def __init__(self, t):
        self.t = t
        for name in NAMES:
            space = self.space(name)
            must("ip", "netns", "add", space)
            t.defer(must, "ip", "netns", "del", space)
            must("ip", "-n", space, "link", "set", "lo", "up")
        entries = [f"10.9.0.{n}/16" for n in (2, 11, 12, 13, 14)] + [f"fd00:9::{n}/64" for n in (2, 11, 12)]
        self.wire("consumer", ["10.9.0.100/16", "fd00:9::100/64"], "consumer", entries)
        self.wire("a", ["10.0.1.2/24", "10.0.1.20/24"], "via-a", ["10.0.1.10/24"])
        self.wire("b", ["10.0.1.2/24", "10.0.1.20/24", "fd00:b::20/64"], "via-b", ["10.0.1.10/24", "fd00:b::10/64"],
                  mtu=SMALL)
        self.interfaces = self.vrfs() or {"a": "via-a", "b": "via-b"}
        for name in ("a", "b"):
            for kind, where, *more in (("web", "10.0.1.20:80", self.log(name)),
                                       ("dns", "10.0.1.2:53", "web.zigi.internal", "10.0.1.20")):
                self.serve(name, kind, where, *more)
        self.serve("b", "web", "[fd00:b::20]:80", self.log("six"))

    def space(self, name):
        return f"penstock-{os.getpid()}-{name}"

    def log(self, name):
        return self.t.folder / f"web-{name}.log"

    def inside(self, name, *argv):
        return ["ip", "netns", "exec", self.space(name), *argv]

    def wire(self, outer, addresses, device, middle_addresses, mtu=1500):
        must("ip", "link", "add", "eth0", "netns", self.space(outer), "type", "veth",
             "peer", "name", device, "netns", self.space("middle"))
        for name, link, own in ((outer, "eth0", addresses), ("middle", device, middle_addresses)):
            for address in own:
                # A test does not wait for duplicate address detection: nobody else is on the wire.
                must("ip", "-n", self.space(name), "addr", "add", address, "dev", link,
                     *(["nodad"] if ":" in address else []))
            must("ip", "-n", self.space(name), "link", "set", link, "mtu", str(mtu), "up")

    def vrfs(self):
        """A VRF for each provider, or nothing where the kernel has none."""
        for table, name in enumerate("ab", 100):
            made = run("ip", "-n", self.space("middle"), "link", "add", f"vrf-{name}", "type", "vrf", "table", table)
            if made.returncode != 0:
                return None
            must("ip", "-n", self.space("middle"), "link", "set", f"vrf-{name}", "up")
            must("ip", "-n", self.space("middle"), "link", "set", f"via-{name}", "master", f"vrf-{name}")
        return {"a": "vrf-a", "b": "vrf-b"}

    def serve(self, name, kind, where, *more):
        six = "six" if ":" in where.rsplit(":", 1)[0] else "four"
        server = self.t.start(f"{kind}-{name}-{six}",
                              self.inside(name, sys.executable, provider.__file__, kind, where, *map(str, more)))
        if not until(lambda: "ready" in server.out()):
            raise RuntimeError(f"{kind} server: {server.err()}")

    def curl(self, address, path="/", *more):
        """Gives the exit code and the body's bytes."""
        host = f"[{address}]" if ":" in address else address
        done = subprocess.run(self.inside("consumer", "curl", "-gsS", "--max-time", "30", *more, f"http://{host}{path}"),
                              capture_output=True, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout

    def mark(self, name, path):
        """The client that this provider's web server saw asking for a path; nothing if none did."""
        lines = [line for line in self.log(name).read_text().splitlines() if f"GET {path} " in line]
        return lines[0].split()[0] if lines else None


def check_one_cidr(t, world):
    for address, path, here, there in (("10.9.0.11", "/to-a", "a", "b"), ("10.9.0.12", "/to-b", "b", "a")):
        code, page = world.curl(address, path)
        t.check(f"{path[1:]}: the page comes", code == 0 and page == provider.PAGE, (code, page))
        t.check(f"from provider {here}, by its own web server's log", world.mark(here, path) == "10.0.1.10", world.mark(here, path))
        t.check(f"and not from {there}, which has the same addresses", world.mark(there, path) is None)
    for name in ("a", "b"):
        asked = (t.folder / f"dns-{name}-four.out").read_text()
        t.check(f"the name was asked of {name}'s own DNS server", "10.0.1.10 web.zigi.internal" in asked, asked)


def check_versions(t, world):
    code, page = world.curl("10.9.0.13", "/from-four")
    t.check("an IPv4 client reaches an IPv6 resource", code == 0 and page == provider.PAGE, (code, page))
    t.check("which sees the gateway's IPv6 source address", world.mark("six", "/from-four") == "fd00:b::10",
            world.mark("six", "/from-four"))
    code, page = world.curl("fd00:9::11", "/from-six")
    t.check("an IPv6 client reaches an IPv4 resource", code == 0 and page == provider.PAGE, (code, page))
    t.check("which sees the gateway's IPv4 source address", world.mark("a", "/from-six") == "10.0.1.10",
            world.mark("a", "/from-six"))


def check_small_packets(t, world):
    """The consumer's wire takes 1500 bytes and the provider's 1280: each connection keeps to its own wire."""
    for address, version in (("10.9.0.12", "IPv4"), ("10.9.0.13", "IPv6")):
        code, body = world.curl(address, "/big")
        t.check(f"32 MiB come through a wire of {SMALL} bytes, {version}", code == 0 and body == provider.BIG, (code, len(body)))
    (t.folder / "big").write_bytes(provider.BIG)
    code, body = world.curl("10.9.0.12", "/echo", "-H", "Expect:", "--data-binary", f"@{t.folder / 'big'}")
    t.check("and there and back", code == 0 and body == provider.BIG, (code, len(body)))


def check_what_is_missing(t, world, penstock, config):
    code, _ = world.curl("10.9.0.14")
    t.check("an interface that is not there: a reset at once", code in (56, 7), code)
    found = until(lambda: [e for e in json_lines(penstock.out()) if e["endpoint"] == "gone-entry"], 10)
    t.check("and its name in the access log", found and "no interface `via-nowhere`" in found[0]["detail"], found)
    checked = penstock.command("check", "--host", "--config", config)
    t.check("check --host tells it before", checked.returncode == 78
            and "gone-rgw: this host has no interface `via-nowhere`" in checked.stderr, checked)


def main():
    with Trial("paths") as t:
        need_root()
        world = World(t)
        print(f"      the gateways' interfaces: {', '.join(world.interfaces.values())}"
              + ("" if "vrf-a" in world.interfaces.values() else " (this kernel has no VRFs)"), flush=True)
        folder = t.folder / "config"
        folder.mkdir()
        (folder / "penstock.yaml").write_text(CONFIG % world.interfaces)
        penstock = Launched(t, folder, world.space("middle"))
        need_ready(t, penstock)
        check_one_cidr(t, world)
        check_versions(t, world)
        check_small_packets(t, world)
        check_what_is_missing(t, world, penstock, folder / "penstock.yaml")
        t.balanced(lambda: metrics_of(penstock))


if __name__ == "__main__":
    main()

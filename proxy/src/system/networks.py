"""The scenario that Penstock exists for, in network namespaces:

    consumer 10.9.0.100 -- 10.9.0.2, .10  Penstock  10.0.1.9, .10 -- 10.0.1.2 (DNS), 10.0.1.20 (web)  provider

No route between the outer two. `networks.py` runs the launcher in the middle, `networks.py container` the image.
"""

import os
import pathlib
import signal
import subprocess
import sys

import provider
from appliance import Contained, Launched, ask_admin, build_image, is_ready, metrics_of, need_ready
from harness import Trial, as_json, json_lines, must, need_root, run, until

PROVIDER = pathlib.Path(provider.__file__)
TOKEN = "a-token-of-the-system-test-0123456789"
NAME = "zigi-endpoint.penstock.internal"
URL = f"http://{NAME}/"
EGRESS = 'egress: [{ports: "80", cidr: 10.0.1.0/24}]'

CONFIG = """
appliance:
  admin: 127.0.0.1:9901
  adminTokenFile: %(folder)s/token
  dns: {listen: ["10.9.0.2:53"], zone: penstock.internal, allowFrom: [10.9.0.0/16]}

securityGroups:
  - name: web-out
    %(egress)s
  - name: app-in
    ingress: [{ports: "80", cidr: 10.9.0.0/16}]

resourceGateways:
  - name: zigi-rgw
    ipAddressType: IPV4
    securityGroups: [web-out]
    resourceConfigDnsResolution: IN_VPC
    options: {dnsServers: ["10.0.1.2:53"], sourceAddresses: [10.0.1.10]}

resourceConfigurations:
  - name: zigi-web
    type: SINGLE
    resourceGateway: zigi-rgw
    portRanges: ["80"]
    resourceConfigurationDefinition:
      dnsResource: {domainName: web.zigi.internal, ipAddressType: IPV4}

endpoints:
  - name: zigi-endpoint
    resourceConfiguration: zigi-web
    securityGroups: [app-in]
    addresses: [10.9.0.10]
"""


class World:
    """The three namespaces, their wires and the provider's servers; the namespaces' names carry our process id.

    `names` maps what the provider's DNS server knows to addresses.
    """

    def __init__(self, t, names={"web.zigi.internal": "10.0.1.20"}):
        self.t = t
        self.consumer, self.middle, self.provider = (f"penstock-{os.getpid()}-{x}" for x in ("c", "m", "p"))
        for name in (self.consumer, self.middle, self.provider):
            must("ip", "netns", "add", name)
            t.defer(must, "ip", "netns", "del", name)
            must("ip", "-n", name, "link", "set", "lo", "up")
        self.wire(self.consumer, ["10.9.0.100/16"], "consumer", ["10.9.0.2/16", "10.9.0.10/16"])
        self.wire(self.provider, ["10.0.1.2/24", "10.0.1.20/24"], "provider", ["10.0.1.9/24", "10.0.1.10/24"])
        for name in (self.consumer, self.middle, self.provider):
            must("ip", "netns", "exec", name, "sysctl", "-qw", "net.ipv4.ip_forward=0")
        self.resolver_of_the_consumer()
        self.web_log = t.folder / "web.log"
        for kind, where, *more in (("web", "10.0.1.20:80", self.web_log),
                                   ("dns", "10.0.1.2:53", *(text for pair in names.items() for text in pair))):
            server = t.start(kind, ["ip", "netns", "exec", self.provider, sys.executable, PROVIDER, kind, where, *more])
            if not until(lambda server=server: "ready" in server.out()):
                raise RuntimeError(f"{kind} server: {server.err()}")

    def wire(self, outer, addresses, device, middle_addresses):
        must("ip", "link", "add", "eth0", "netns", outer, "type", "veth",
             "peer", "name", device, "netns", self.middle)
        for name, link, own in ((outer, "eth0", addresses), (self.middle, device, middle_addresses)):
            for address in own:
                must("ip", "-n", name, "addr", "add", address, "dev", link)
            must("ip", "-n", name, "link", "set", link, "up")

    def resolver_of_the_consumer(self):
        """`ip netns exec` lays this file over /etc/resolv.conf."""
        folder = pathlib.Path("/etc/netns") / self.consumer
        folder.mkdir(parents=True)
        self.t.defer(lambda: ((folder / "resolv.conf").unlink(), folder.rmdir()))
        (folder / "resolv.conf").write_text("nameserver 10.9.0.2\noptions timeout:2 attempts:1\n")

    def curl(self, *arguments):
        return run("ip", "netns", "exec", self.consumer, "curl", "-sS", "--max-time", "10", *arguments)

    def dig(self, *arguments):
        return run("ip", "netns", "exec", self.consumer, "dig", "@10.9.0.2", "+time=2", "+tries=1", *arguments)

    def in_consumer(self, name, *argv):
        return self.t.start(name, ["ip", "netns", "exec", self.consumer, *argv])


def write_config(folder, egress=EGRESS, inside=None):
    """Replaces the file in one step, as an editor or a deployment tool does."""
    fresh = folder / ".fresh"
    fresh.write_text(CONFIG % {"folder": inside or folder, "egress": egress})
    fresh.chmod(0o644)
    fresh.rename(folder / "penstock.yaml")


def is_open(world):
    return world.curl(URL).stdout == provider.PAGE.decode()


def is_cut_off(world):
    return world.curl(URL).returncode != 0


def check_before(t, world):
    t.check("the consumer has no way to the provider",
            world.curl("--max-time", "3", "http://10.0.1.20/").returncode != 0)
    t.check("the provider does serve its own network", provider.PAGE.decode() == run(
        "ip", "netns", "exec", world.provider, "curl", "-sS", "http://10.0.1.20/").stdout)


def check_the_way(t, world):
    page = world.curl(URL)
    t.need("curl by the endpoint's DNS name gets the provider's page", page.stdout == provider.PAGE.decode(), page)
    short = world.dig("+short", NAME)
    t.check("the name's address is the endpoint's", short.stdout.split() == ["10.9.0.10"], short)
    other = world.dig("web.zigi.internal")
    t.check("the provider's own name stays unknown to the consumer", "status: REFUSED" in other.stdout, other)
    tcp = world.dig("+tcp", "+short", NAME)
    t.check("DNS over TCP says the same", tcp.stdout.split() == ["10.9.0.10"], tcp)
    last = world.web_log.read_text().splitlines()[-1]
    t.check("the provider saw the gateway's source address", last.startswith("10.0.1.10 "), last)
    big = subprocess.run(["ip", "netns", "exec", world.consumer, "curl", "-sS", "--max-time", "60", URL + "big"],
                         capture_output=True, stdin=subprocess.DEVNULL)
    t.check("32 MiB come through unchanged", big.stdout == provider.BIG, big.stderr.decode())
    t.check("from elsewhere the port is closed to it: the rule names 10.9.0.0/16", run(
        "ip", "netns", "exec", world.middle, "curl", "-sS", "--max-time", "5", "--interface", "10.0.1.9",
        "http://10.9.0.10/").returncode != 0)


def check_explain_and_status(t, penstock, config):
    status = penstock.command("status")
    t.check("status lists the endpoint, its name and its resource", status.returncode == 0 and all(
        x in status.stdout for x in ("zigi-endpoint", NAME, "10.9.0.10", "zigi-web")), status)
    told = penstock.command("status", "--output", "json")
    t.check("and as JSON", told.returncode == 0 and as_json(told.stdout) != {}, told)
    may = penstock.command("explain", "--config", config, "--from", "10.9.0.100", "--endpoint", "zigi-endpoint")
    t.check("explain lets the consumer pass", may.returncode == 0 and "10.0.1.20" in may.stdout, may)
    may_not = penstock.command("explain", "--config", config, "--from", "10.8.0.1", "--endpoint", "zigi-endpoint")
    t.check("and refuses a stranger by name of the rule's group",
            "app-in" in may_not.stdout and may_not.stdout != may.stdout, may_not)


def check_reloads(t, world, penstock, folder, inside):
    slow = world.in_consumer("slow", "curl", "-sS", "-N", URL + "slow")
    t.need("a long download runs", until(lambda: "tick" in slow.out()), slow.err())

    write_config(folder, "egress: []", inside)
    t.check("taking away the egress rule cuts the consumer off, by itself",
            until(lambda: is_cut_off(world)), "still open after 40 s")
    cut = world.curl(URL)
    # 7 and 55: the reset was so quick that curl had not seen the connection yet, or not sent its request.
    t.check("with a reset, at once: no hang, no empty answer", cut.returncode in (56, 55, 7), cut)
    code = slow.wait(20)
    t.check("the running download is reset too", code == 56, f"curl ended with {code}: {slow.err()}")

    write_config(folder, EGRESS, inside)
    penstock.signal(signal.SIGHUP)
    t.check("putting it back and SIGHUP opens the way", until(lambda: is_open(world)))

    living = world.in_consumer("living", "curl", "-sS", "-N", URL + "slow")
    until(lambda: "tick" in living.out())
    write_config(folder, "egress: [{ports: 80, cidr: 10.0.1.20/32}, {ports: 81, cidr: 10.0.1.0/24}]", inside)
    said = ask_admin(penstock, "/api/reload", "-X", "POST", "-H", f"Authorization: Bearer {TOKEN}")
    t.check("POST /api/reload with the token reloads", said[0] == 200, said)
    before = len(living.out())
    t.check("what the new rules still allow lives on", is_open(world) and until(
        lambda: len(living.out()) > before + 50 or not living.is_running()) and living.is_running(), living.err())

    said = ask_admin(penstock, "/api/reload", "-X", "POST")
    t.check("POST without it is refused", said[0] in (401, 403), said)
    (folder / "penstock.yaml").write_text("appliance: {admni: 1}\nendpoints: 7\n")
    said = ask_admin(penstock, "/api/reload", "-X", "POST", "-H", f"Authorization: Bearer {TOKEN}")
    t.check("a wrong file is refused with every problem, by line",
            said[0] >= 400 and "penstock.yaml:1" in said[1] and "penstock.yaml:2" in said[1], said)
    t.check("and the old revision goes on", is_open(world) and living.is_running())
    living.end()


def check_the_log(t, penstock):
    entries = json_lines(penstock.out())
    served = [e for e in entries if e.get("resourceIpPort") == "10.0.1.20:80" and e.get("bytesFromResource", 0) > 32 << 20]
    t.need("the access log has the big download, one line", len(served) == 1, entries[:4])
    line = served[0]
    t.check("who came, where to, from which gateway address", all((
        line["sourceIpPort"].startswith("10.9.0.100:"), line["destinationIpPort"] == "10.9.0.10:80",
        line["gatewayIpPort"].startswith("10.0.1.10:"), line["protocol"] == "tcp",
        line["vpcEndpointId"].startswith("vpce-"), ":rcfg-" in line["resourceConfigurationArn"])), line)
    t.check("how long it took and how it ended", line["durationMs"] >= line["connectMs"] >= 0
            and line["closeReason"] == "closed" and line["closedBy"] in ("client", "resource"), line)
    reasons = [e.get("closeReason") for e in entries]
    t.check("both kinds of refusal are there", {"ingress_denied", "egress_denied"} <= set(reasons), reasons)
    t.check("the download that a reload cut says policy_changed, by penstock", any(
        e["closeReason"] == "policy_changed" and e["closedBy"] == "penstock" and e["bytesFromResource"] > 0
        for e in entries), reasons)


def check_the_metrics(t, penstock):
    m = t.balanced(lambda: metrics_of(penstock))
    bytes_out = m.total("penstock_bytes_total", endpoint="zigi-endpoint", direction="to_client")
    t.check("bytes are counted by direction", bytes_out > 32 << 20, m.ours())
    t.check("denials are counted by stage", m.total("penstock_connections_denied_total", stage="ingress") >= 1
            and m.total("penstock_connections_denied_total", stage="egress") >= 1, m.ours())
    t.check("reloads are counted, also the refused one", m.total("penstock_reloads_total") >= 4
            and m.total("penstock_reloads_total", outcome="rejected") >= 1, m.ours())
    t.check("no series carries an address", "10.9.0.100" not in m.text)


def check_the_end(t, world, penstock):
    slow = world.in_consumer("last", "curl", "-sS", "-N", URL + "slow")
    until(lambda: "tick" in slow.out())
    penstock.signal(signal.SIGTERM)
    t.check("SIGTERM: not ready at once", until(lambda: not is_ready(penstock), 20))
    t.check("while what runs goes on", slow.is_running())
    penstock.signal(signal.SIGTERM)
    t.check("a second one ends it", penstock.wait(20) is not None)


def main(contained):
    with Trial("networks container" if contained else "networks") as t:
        need_root()
        if contained:
            built = build_image(t)
            t.need("the image builds", built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:])
        world = World(t)
        check_before(t, world)
        folder = t.folder / "config"
        folder.mkdir()
        (folder / "token").write_text(TOKEN + "\n")
        inside = "/etc/penstock" if contained else None
        write_config(folder, inside=inside)
        penstock = (Contained if contained else Launched)(t, folder, world.middle)
        need_ready(t, penstock)
        check_the_way(t, world)
        check_explain_and_status(t, penstock, f"{inside or folder}/penstock.yaml")
        check_reloads(t, world, penstock, folder, inside)
        check_the_log(t, penstock)
        check_the_metrics(t, penstock)
        check_the_end(t, world, penstock)


if __name__ == "__main__":
    main("container" in sys.argv[1:])

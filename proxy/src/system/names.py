"""A resource's own name, end to end: TLS that the client verifies against it passes through Penstock.

    consumer 10.9.0.100 -- 10.9.0.2, .10, .11, .12  Penstock  10.0.1.9, .10 -- 10.0.1.2 (DNS), .20 (HTTPS), .30 (PostgreSQL)

The consumer's only resolver is Penstock's DNS server; no certificate names anything of Penstock's.
"""

import os
import pathlib
import pwd
import sys

import provider
from appliance import Launched, ask_admin, need_ready
from harness import Trial, as_json, must, need_root, run, until
from networks import PROVIDER, World

WEB, SIBLING, APP = "shop.zigi.example", "www.zigi.example", "orders.apps.zigi.example"
WRITER, READER = "db.cluster-x.rds.example", "db.cluster-ro-x.rds.example"
ARN = "arn:aws:rds:eu-west-1:000000000000:cluster:db"

CONFIG = """
appliance:
  admin: 127.0.0.1:9901
  dns: {listen: ["10.9.0.2:53"], zone: penstock.internal, allowFrom: [10.9.0.0/16]}
  verifiedDomains: [{domain: zigi.example, owner: "000000000000"}]
  arns: {file: arns.json}

securityGroups:
  - name: out
    egress: [{ports: [443, 5432], cidr: 10.0.1.0/24}]
  - name: app-in
    ingress: [{ports: [443, 5432], cidr: 10.9.0.0/16}]

resourceGateways:
  - name: zigi-rgw
    ipAddressType: IPV4
    securityGroups: [out]
    resourceConfigDnsResolution: IN_VPC
    options: {dnsServers: ["10.0.1.2:53"], sourceAddresses: [10.0.1.10]}

resourceConfigurations:
  - name: zigi-shop
    type: SINGLE
    resourceGateway: zigi-rgw
    portRanges: ["443"]
    customDomainName: shop.zigi.example
    resourceConfigurationDefinition:
      dnsResource: {domainName: web.zigi.internal, ipAddressType: IPV4}
  - name: zigi-apps
    type: SINGLE
    resourceGateway: zigi-rgw
    portRanges: ["443"]
    customDomainName: "*.apps.zigi.example"
    resourceConfigurationDefinition:
      dnsResource: {domainName: web.zigi.internal, ipAddressType: IPV4}
  - name: zigi-db
    type: ARN
    resourceGateway: zigi-rgw
    resourceConfigurationDefinition: {arnResource: {arn: "%s"}}

endpoints:
  - {name: shop, resourceConfiguration: zigi-shop, securityGroups: [app-in], addresses: [10.9.0.10], privateDnsEnabled: true}
  - {name: apps, resourceConfiguration: zigi-apps, securityGroups: [app-in], addresses: [10.9.0.11], privateDnsEnabled: true}
  - {name: orders, resourceConfiguration: zigi-db, securityGroups: [app-in], addresses: [10.9.0.12], privateDnsEnabled: true,
     options: {childAddresses: {reader: [10.9.0.13]}}}
""" % ARN


def certificate(t, name, *names):
    """A key and a certificate for these names, by an authority of the test's own; gives the folder."""
    folder = t.folder / "tls"
    if not folder.exists():
        folder.mkdir()
        must("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=system test", "-keyout", folder / "ca.key", "-out", folder / "ca.pem")
    must("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
         "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.csr")
    (folder / f"{name}.ext").write_text("subjectAltName=" + ",".join(f"DNS:{n}" for n in names))
    must("openssl", "x509", "-req", "-in", folder / f"{name}.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
         "-CAcreateserial", "-days", "2", "-extfile", folder / f"{name}.ext", "-out", folder / f"{name}.pem")
    return folder


def start_web(t, world, tls):
    server = t.start("https", ["ip", "netns", "exec", world.provider, sys.executable, PROVIDER, "https", "10.0.1.20:443",
                               str(t.folder / "https.log"), str(tls / "web.pem"), str(tls / "web.key")])
    if not until(lambda: "ready" in server.out()):
        raise RuntimeError(f"https server: {server.err()}")


def start_postgres(t, world, tls):
    programs = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    data = t.folder / "postgres"
    data.mkdir()
    user = pwd.getpwnam("postgres")
    os.chown(data, user.pw_uid, user.pw_gid)
    as_postgres = ["runuser", "-u", "postgres", "--"]
    must(*as_postgres, programs / "initdb", "-D", data / "db", "-A", "trust", "-N", timeout=120)
    for end in ("pem", "key"):
        copy = data / f"db.{end}"
        copy.write_bytes((tls / f"db.{end}").read_bytes())
        copy.chmod(0o600)
        os.chown(copy, user.pw_uid, user.pw_gid)
    with open(data / "db" / "pg_hba.conf", "w") as rules:  # nobody without TLS
        rules.write("hostssl all all 10.0.1.10/32 trust\n")
    server = t.start("postgres", ["ip", "netns", "exec", world.provider, *as_postgres, str(programs / "postgres"),
                                  "-D", str(data / "db"), "-h", "10.0.1.30", "-k", str(data), "-F", "-c", "ssl=on",
                                  "-c", f"ssl_cert_file={data}/db.pem", "-c", f"ssl_key_file={data}/db.key"], cwd=data)
    if not until(lambda: "ready to accept connections" in server.err(), 60):
        raise RuntimeError(f"PostgreSQL does not start: {server.err()}")


def write_arns(folder, *targets):
    """What a tool would write: JSON, replaced in one step."""
    rows = ", ".join(f'{{"role": "{role}", "domainName": "{name}", "port": 5432}}' for role, name in targets)
    fresh = folder / ".fresh"
    fresh.write_text(f'{{"table": [{{"arn": "{ARN}", "targets": [{rows}]}}]}}\n')
    fresh.rename(folder / "arns.json")


def addresses(world, name, kind="A"):
    return world.dig("+short", name, kind).stdout.split()


def check_names(t, world):
    t.check("the custom domain's address is the endpoint's", addresses(world, WEB) == ["10.9.0.10"], addresses(world, WEB))
    t.check("a name under the wildcard leads to its endpoint", addresses(world, APP) == ["10.9.0.11"], addresses(world, APP))
    for name in (SIBLING, "a.b.apps.zigi.example", "apps.zigi.example"):
        told = world.dig(name)
        t.check(f"{name}, beside it, is refused: not ours to answer", "status: REFUSED" in told.stdout, told)
    none = world.dig(WEB, "AAAA")
    t.check("no AAAA: the SOA is the name's own", "status: NOERROR" in none.stdout and "ANSWER: 0" in none.stdout
            and any(line.startswith(f"{WEB}.") and "SOA" in line for line in none.stdout.splitlines()), none)
    t.check("writer and reader have addresses of their own",
            addresses(world, WRITER) == ["10.9.0.12"] and addresses(world, READER) == ["10.9.0.13"],
            [addresses(world, WRITER), addresses(world, READER)])
    t.check("and names in the zone", addresses(world, "writer.orders.penstock.internal") == ["10.9.0.12"]
            and addresses(world, "reader.orders.penstock.internal") == ["10.9.0.13"])


def check_curl(t, world, tls):
    page = world.curl("--cacert", tls / "ca.pem", f"https://{WEB}/")
    t.check("curl verifies the resource's own certificate by its own name", page.stdout == provider.PAGE.decode(), page)
    page = world.curl("--cacert", tls / "ca.pem", f"https://{APP}/")
    t.check("also under the wildcard", page.stdout == provider.PAGE.decode(), page)
    other = world.curl("--cacert", tls / "ca.pem", "https://shop.penstock.internal/")
    t.check("by the endpoint's name in the zone it does not fit (exit code 60)", other.returncode == 60, other)


def psql(t, world, tls, host):
    return run("ip", "netns", "exec", world.consumer, "psql", "-X", "-A", "-t", "-c",
               "select version from pg_stat_ssl where pid = pg_backend_pid()",
               f"host={host} user=postgres dbname=postgres sslmode=verify-full sslrootcert={tls / 'ca.pem'} connect_timeout=10",
               cwd="/")


def check_psql(t, world, tls):
    for name in (WRITER, READER):
        done = psql(t, world, tls, name)
        t.check(f"psql sslmode=verify-full host={name}", done.returncode == 0 and done.stdout.startswith("TLS"), done)
    other = psql(t, world, tls, "writer.orders.penstock.internal")
    t.check("verify-full refuses the name in the zone", other.returncode != 0
            and "does not match host name" in other.stderr, other)


def check_what_is_shown(t, penstock):
    told = penstock.command("status")
    t.check("status shows the custom domains that are answered for", told.returncode == 0
            and all(name in told.stdout for name in (WEB, "*.apps.zigi.example", WRITER, READER)), told)
    listed = penstock.command("list", "endpoints")
    t.check("so does list", all(name in listed.stdout for name in (WEB, WRITER)), listed)
    configurations = penstock.command("list", "configurations")
    t.check("list configurations has the ARN's children", all(
        name in configurations.stdout for name in ("zigi-db-writer", "zigi-db-reader")), configurations)


def check_the_file(t, world, penstock, folder, tls):
    write_arns(folder, ("WRITER", WRITER))
    t.check("a reader that goes from the ARNs' file goes from DNS, by itself", until(
        lambda: "REFUSED" in world.dig(READER).stdout))
    t.check("and the writer stays", psql(t, world, tls, WRITER).returncode == 0)
    (folder / "arns.json").write_text('{"table": [}')
    revision = lambda: as_json(ask_admin(penstock, "/api/config")[1]).get("revision")
    before = revision()
    t.check("a broken file is told of by name", until(lambda: "arns.json:1:" in penstock.err()), penstock.err()[-2000:])
    t.check("and changes nothing", revision() == before and psql(t, world, tls, WRITER).returncode == 0)


def main():
    with Trial("names") as t:
        need_root()
        world = World(t, {"web.zigi.internal": "10.0.1.20", WRITER: "10.0.1.30", READER: "10.0.1.30"})
        for address in ("10.9.0.11/16", "10.9.0.12/16", "10.9.0.13/16"):
            must("ip", "-n", world.middle, "addr", "add", address, "dev", "consumer")
        must("ip", "-n", world.provider, "addr", "add", "10.0.1.30/24", "dev", "eth0")
        tls = certificate(t, "web", WEB, "*.apps.zigi.example")
        certificate(t, "db", WRITER, READER)
        start_web(t, world, tls)
        start_postgres(t, world, tls)
        folder = t.folder / "config"
        folder.mkdir()
        (folder / "penstock.yaml").write_text(CONFIG)
        write_arns(folder, ("WRITER", WRITER), ("READER", READER))
        penstock = Launched(t, folder, world.middle)
        need_ready(t, penstock)
        check_names(t, world)
        check_curl(t, world, tls)
        check_psql(t, world, tls)
        check_what_is_shown(t, penstock)
        check_the_file(t, world, penstock, folder, tls)


if __name__ == "__main__":
    main()

"""What others read: the compose file, the Kubernetes objects and the systemd unit, held against their schemas and tools."""

import re
import shutil

from harness import ROOT, Trial, must, run

TOOLS = ROOT / "proxy/src/system/manifests"
TSC = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--moduleResolution", "nodenext"]


def tools(t):
    """The folder with the checkers and what they need of npm, in the versions of the lock file."""
    folder = t.folder / "tools"
    shutil.copytree(TOOLS, folder)
    must("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=folder, timeout=180)
    return folder


def check_compose(t, folder):
    file = ROOT / "docker/compose.yaml"
    done = run("node", folder / "compose.mjs", file)
    t.check("docker/compose.yaml is what the Compose Specification allows", done.returncode == 0, done)
    (t.folder / "wrong.yaml").write_text(file.read_text().replace("read_only:", "read_onyl:"))
    done = run("node", folder / "compose.mjs", t.folder / "wrong.yaml")
    t.check("and with a slip in it, is not", done.returncode == 1 and "read_onyl" in done.stderr, done)


def compiled(folder, text):
    (folder / "rendered.yaml").write_text(text)
    must("node", folder / "kubernetes.mjs", folder / "rendered.yaml", folder / "rendered.ts")
    return run("node", folder / "node_modules/typescript/bin/tsc", *TSC, "rendered.ts", cwd=folder)


def check_kubernetes(t, folder):
    rendered = run("kubectl", "kustomize", ROOT / "docker/kubernetes")
    t.need("the Kustomize base renders", rendered.returncode == 0 and rendered.stdout.count("\nkind: ") == 5, rendered)
    done = compiled(folder, rendered.stdout)
    t.check("each object is what the schema of its kind allows", done.returncode == 0, done)
    slips = (("replicas: 2", 'replicas: "2"'), ("readOnlyRootFilesystem", "readOnlyRootFileSystem"),
             ("maxUnavailable: 1", "maxUnavailabel: 1"), ("interval: 15s", "intervall: 15s"))
    wrong = rendered.stdout
    for right, slip in slips:
        wrong = wrong.replace(right, slip)
    done = compiled(folder, wrong)
    t.check("and with four slips in them, all four are found", done.returncode != 0 and done.stdout.count("error TS") == 4, done)
    config = re.search(r"penstock\.yaml: \|\n((?:    .*\n|\n)+)", rendered.stdout)[1]
    (t.folder / "penstock.yaml").write_text(re.sub("^    ", "", config, flags=re.M))
    done = run(ROOT / "penstock", "check", "--config", t.folder / "penstock.yaml")
    t.check("the configuration in it is right", done.returncode == 0, done)


def check_systemd(t):
    """The unit is at home in /opt/penstock; here its program is another, so that there is one."""
    unit = t.folder / "penstock.service"
    unit.write_text((ROOT / "docker/systemd/penstock.service").read_text().replace("/opt/penstock/bin/penstock", "/bin/true"))
    done = run("systemd-analyze", "verify", unit)
    t.check("systemd knows every line of the unit", done.returncode == 0 and done.stderr == "", done)
    told = run("systemd-analyze", "security", "--offline=true", "--threshold=25", unit)
    t.check("and rates its exposure below 2.5 of 10", told.returncode == 0, told)
    unit.write_text(unit.read_text().replace("ProtectHome=", "ProtectHouse="))
    done = run("systemd-analyze", "verify", unit)
    t.check("a slip in it would be seen", "ProtectHouse" in done.stderr, done)


with Trial("manifests") as t:
    folder = tools(t)
    check_compose(t, folder)
    check_kubernetes(t, folder)
    check_systemd(t)

"""Penstock under test, started as users start it: by the launcher, or in its container."""

import os
import platform
import shutil
import signal

from harness import PENSTOCK, ROOT, Metrics, must, run, until

ADMIN = "http://127.0.0.1:9901"
IMAGE = "localhost/penstock-system-test/penstock"
# runc, and limits that a container may set, also where the tests themselves run inside one.
PODMAN_RUN = ["podman", "run", "--runtime", "runc", "--ulimit", "nofile=10000:10000", "--ulimit", "nproc=10000:10000"]


class Launched:
    """`./penstock run` with the config in a folder, inside a network namespace (or none)."""

    def __init__(self, trial, config_folder, namespace=None):
        self.inside = ["ip", "netns", "exec", namespace] if namespace else []
        self._running = trial.start("penstock", [*self.inside, PENSTOCK, "run", "--config",
                                                 str(config_folder / "penstock.yaml")])
        self.out, self.err = self._running.out, self._running.err
        self.pid = self._running.process.pid  # of the JVM: the launcher becomes it
        self.signal, self.wait, self.is_running = self._running.signal, self._running.wait, self._running.is_running

    def command(self, *arguments):
        """Any other command of Penstock's, where it runs."""
        return run(*self.inside, PENSTOCK, *arguments)


class Contained:
    """The image's own command with the config's folder mounted, in a network namespace."""

    def __init__(self, trial, config_folder, namespace):
        self.inside = ["ip", "netns", "exec", namespace]
        self.name = namespace
        # Like Docker does for every container: ports below 1024 are for any user. Podman's --sysctl does not reach a
        # namespace that is not its own.
        must(*self.inside, "sysctl", "-qw", "net.ipv4.ip_unprivileged_port_start=0")
        trial.defer(run, "podman", "rm", "--force", "--time", "5", self.name)
        must(*PODMAN_RUN, "--detach", "--name", self.name, "--network", f"ns:/run/netns/{namespace}", "--no-healthcheck",
             "--read-only", "--read-only-tmpfs=false", "--cap-drop", "all", "--volume", f"{config_folder}:/etc/penstock:ro", IMAGE, timeout=60)
        trial.log_of("penstock", lambda: self.out()[-3000:] + self.err()[-12000:])

    def out(self):
        return run("podman", "logs", self.name).stdout

    def err(self):
        return run("podman", "logs", self.name).stderr

    def is_running(self):
        return run("podman", "inspect", "--format", "{{.State.Running}}", self.name).stdout.strip() == "true"

    def signal(self, number):
        must("podman", "kill", "--signal", signal.Signals(number).name, self.name)

    def wait(self, seconds):
        done = run("podman", "wait", self.name, timeout=seconds)
        return int(done.stdout) if done.returncode == 0 and done.stdout.strip() else None

    def command(self, *arguments):
        return run("podman", "exec", self.name, "penstock", *arguments)


def ask_admin(appliance, path, *more, admin=ADMIN):
    """curl to the admin from beside the appliance; gives (status, body)."""
    done = run(*appliance.inside, "curl", "-sS", "--max-time", "10", "-w", "\n%{http_code}", *more, admin + path)
    body, _, status = done.stdout.rpartition("\n")
    return (int(status or 0), body or done.stderr)


def metrics_of(appliance, admin=ADMIN):
    return Metrics(ask_admin(appliance, "/metrics", admin=admin)[1])


def is_ready(appliance, admin=ADMIN):
    return ask_admin(appliance, "/readyz", admin=admin)[0] == 200


def need_ready(trial, appliance, admin=ADMIN):
    until(lambda: is_ready(appliance, admin) or not appliance.is_running(), 90)
    trial.need("Penstock gets ready", is_ready(appliance, admin), appliance.err())


def build_image(trial):
    """Builds the image from docker/Dockerfile, on bases made from Debian's packages and this host's JDK 25.

    Registries need not be reachable. The image's own base is as bare as the default one: the C library, and nothing that
    could be run. The bases are kept for the next time, the image is built anew, from what "mvn package" built.
    """
    base, bare, jdk = (f"localhost/penstock-system-test/{x}" for x in ("base", "bare", "jdk"))
    if any(run("podman", "image", "exists", image).returncode != 0 for image in (base, bare)):
        root = trial.folder / "debian"
        must("debootstrap", "--variant=minbase", platform.freedesktop_os_release()["VERSION_CODENAME"], root, timeout=600)
        import_folder(root, base)
        import_folder(part_of(root, trial.folder / "bare", "base-files", "libc6", "netbase", "tzdata"), bare)
    if run("podman", "image", "exists", jdk).returncode != 0:
        # Links are followed: a packaged JDK has its certificates elsewhere, and jlink wants its files whole.
        context = trial.folder / "jdk"
        context.mkdir()
        must("sh", "-c", 'tar -C "$1" --exclude=./lib/src.zip --exclude=./jmods -ch . | tar -C "$2" -x', "sh",
             jdk_home(), context)
        (trial.folder / "Jdkfile").write_text(f"FROM {base}\nCOPY . /opt/java/openjdk\n"
                                              "ENV PATH=/opt/java/openjdk/bin:$PATH JAVA_HOME=/opt/java/openjdk\n")
        must("podman", "build", "-q", "--runtime", "runc", "-f", trial.folder / "Jdkfile", "-t", jdk, context, timeout=300)
    arguments = {"JAR": "target", "JDK_IMAGE": jdk, "MAVEN_IMAGE": jdk, "BASE_IMAGE": bare}
    return run("podman", "build", "--runtime", "runc", "--ulimit", "nofile=10000:10000", "--format", "docker",
               "-f", ROOT / "docker/Dockerfile", *(f"--build-arg={name}={value}" for name, value in arguments.items()),
               "-t", IMAGE, ROOT, timeout=600)


def part_of(root, part, *packages):
    """Copies the files that Debian packages brought into a tree into another one, and gives that."""
    for package in packages:
        for listed in root.glob(f"var/lib/dpkg/info/{package}*.list"):
            if listed.name.removesuffix(".list").split(":")[0] == package:
                for file in (root / line[1:] for line in listed.read_text().split()):
                    if file.is_symlink() or file.is_file():
                        to = part / file.parent.resolve().relative_to(root.resolve())
                        to.mkdir(parents=True, exist_ok=True)
                        shutil.copy2(file, to / file.name, follow_symlinks=False)
    (part / "tmp").mkdir()
    (part / "tmp").chmod(0o1777)
    for link in ("lib", "lib64"):
        if not (part / link).exists():
            (part / link).symlink_to(f"usr/{link}")
    return part


def import_folder(root, name):
    must("sh", "-c", 'tar -C "$1" -c . | podman import -q - "$2"', "sh", root, name, timeout=300)


def jdk_home():
    """The JDK 25 that the launcher runs on, asked of the launcher itself."""
    done = run(PENSTOCK, "--version", env={**os.environ, "PENSTOCK_JAVA_OPTS": "-XshowSettings:properties"})
    for line in (done.stdout + done.stderr).splitlines():
        if line.strip().startswith("java.home = "):
            return line.split(" = ")[1]
    raise RuntimeError(f"no java.home in {done}")

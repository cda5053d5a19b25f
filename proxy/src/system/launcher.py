"""The launcher: which Java it takes, that it builds once, what it says when something is missing."""

import os
import shutil
import subprocess

from harness import PENSTOCK, ROOT, Trial, need_root, run


def copy_of_the_sources(folder):
    """The project as a fresh clone has it: nothing built."""
    home = folder / "fresh"
    for module in ("proxy", "load-tests"):
        (home / module).mkdir(parents=True)
    for name in ("penstock", "pom.xml", "proxy/pom.xml", "load-tests/pom.xml"):
        shutil.copy2(ROOT / name, home / name)
    for name in (".mvn", "conf", "proxy/src/main"):
        shutil.copytree(ROOT / name, home / name)
    return home


def without(program, folder):
    """A PATH on which everything is but one program."""
    shelf = folder / f"without-{program}"
    shelf.mkdir()
    for place in os.environ["PATH"].split(":"):
        for entry in os.scandir(place) if os.path.isdir(place) else ():
            if entry.name != program and not (shelf / entry.name).is_symlink():
                (shelf / entry.name).symlink_to(entry.path)
    return {**os.environ, "PATH": str(shelf)}


def hidden_java(argv):
    """Runs argv where no Java 25 can be seen: a mount namespace with empty folders in the places of all JDKs."""
    places = " ".join(p for p in ("/usr/lib/jvm", "/usr/java", "/opt/java") if os.path.isdir(p))
    script = f'for p in {places}; do mount -t tmpfs none "$p"; done; exec "$@"'
    bare = {k: v for k, v in os.environ.items() if not k.startswith("JAVA_HOME")}
    return run("unshare", "-m", "sh", "-c", script, "sh", *argv, env={**bare, "HOME": "/nonexistent"})


need_root()
with Trial("launcher") as t:
    link = t.folder / "somewhere"
    link.symlink_to(PENSTOCK)
    version = run(link, "--version", cwd="/", timeout=300)
    t.need("runs from any directory, through a symbolic link",
           version.returncode == 0 and version.stdout.lower().startswith("penstock"), version)
    again = run("dash", PENSTOCK, "--version")
    t.check("runs under dash, and does not build what is built", again.returncode == 0 and again.stderr == "", again)
    t.check("runs under bash", run("bash", PENSTOCK, "--version").stdout == version.stdout)

    home = copy_of_the_sources(t.folder)
    pair = [subprocess.Popen([home / "penstock", "--version"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [p.communicate(timeout=400) for p in pair]
    t.check("two first starts at once both run, and the build's output keeps out of stdout",
            all(out == version.stdout for out, _ in answers), answers)
    t.check("and build once", "".join(err for _, err in answers).count("penstock: building") == 1, answers)
    t.check("a third does not build", "building" not in run(home / "penstock", "--version").stderr)

    source = next((home / "proxy/src/main/java/io/penstock").glob("*.java"))
    source.touch()
    rebuilt = run(home / "penstock", "--version", timeout=300)
    t.check("a newer source is built", rebuilt.returncode == 0 and "building" in rebuilt.stderr, rebuilt)
    t.check("and only once", "building" not in run(home / "penstock", "--version").stderr)
    source.write_text(source.read_text() + "\nx\n")
    broken = run(home / "penstock", "--version", timeout=300)
    t.check("a build that fails says so and runs nothing old",
            broken.returncode == 69 and "build failed" in broken.stderr and broken.stdout == "", broken)
    source.touch()
    no_maven = run(home / "penstock", "--version", env=without("mvn", t.folder))
    t.check("without Maven it says how to install it",
            no_maven.returncode == 69 and "apt-get install maven" in no_maven.stderr, no_maven)

    no_java = hidden_java([PENSTOCK, "--version"])
    t.check("without a JDK 25 it says what to install",
            no_java.returncode == 69 and "needs a JDK 25" in no_java.stderr and "adoptium" in no_java.stderr, no_java)
    (t.folder / "uname").write_text("#!/bin/sh\necho Darwin\n")
    (t.folder / "uname").chmod(0o755)
    elsewhere = run(PENSTOCK, "--version", env={**os.environ, "PATH": f"{t.folder}:{os.environ['PATH']}"})
    t.check("on another system it names the container",
            elsewhere.returncode == 69 and "docker/README.md" in elsewhere.stderr, elsewhere)
    heap = run(PENSTOCK, "--version", env={**os.environ, "PENSTOCK_JAVA_OPTS": "-XX:+UseG1GC -Xlog:gc+init -Xmx96m"})
    t.check("PENSTOCK_JAVA_OPTS wins over its own options", "Heap Max Capacity: 96M" in heap.stdout, heap)

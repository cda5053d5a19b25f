"""The launcher: which Java it takes, that it builds once, what it says when something is missing."""

import os
import shutil
import signal
import subprocess

from harness import PENSTOCK, ROOT, Trial, must, need_root, run, until


def copy_of_the_sources(folder):
    """The project as a fresh clone has it: nothing built."""
    home = folder / "fresh"
    for module in ("proxy", "load-tests"):
        (home / module).mkdir(parents=True)
    for name in ("penstock", "pom.xml", "proxy/pom.xml", "proxy/jvm.options", "load-tests/pom.xml"):
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


# A network of its own: the demo's sample servers have fixed ports, which somebody on this machine may use.
ALONE = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


def demo(t, name, home, *before, **env):
    """The demo, once it serves or has ended."""
    running = t.start(name, [*ALONE, *before, str(home / "penstock"), "demo"], env={**os.environ, **env})
    until(lambda: "Ctrl-C ends it" in running.out() or not running.is_running(), 60)
    return running


def started(t, name, home, *before, **env):
    """Runs the demo until it serves, ends it, and gives whether it served and what it wrote to stderr."""
    running = demo(t, name, home, *before, **env)
    serves = running.is_running()
    running.signal(signal.SIGINT)
    running.wait(30)
    return serves, running.err()


def check_the_cache(t, home):
    target = home / "proxy/target"
    made = run(home / "penstock", "train", timeout=300)
    caches = list(target.glob("penstock-*.aot"))
    t.need("train makes a start-up cache, and leaves nothing else behind", made.returncode == 0 and len(caches) == 1
           and not list(target.glob(".new*")), made)
    flags = {"PENSTOCK_JAVA_OPTS": "-Xlog:class+load:stderr"}
    serves, err = started(t, "cached", home, **flags)
    t.check("the next start takes nearly all its classes from it", serves
            and err.count("shared objects file") > 20 * err.count("source: file:") > 0 and "start-up cache" not in err, err[-2000:])
    serves, err = started(t, "other-jvm", home, PENSTOCK_JAVA_OPTS="-XX:+UseZGC")
    t.check("options that it does not fit cost one line", serves and err.count("start-up cache") == 1, err)
    caches[0].write_text("broken\n")
    serves, err = started(t, "broken", home)
    t.check("a broken one costs one line", serves and err.count("start-up cache") == 1, err)
    (home / "proxy/jvm.options").write_text((home / "proxy/jvm.options").read_text() + "-Dnew=1\n")
    serves, err = started(t, "new-options", home)
    t.check("one for other options is not even tried", serves and "start-up cache" not in err, err)
    # As a user who may not write there, who therefore makes none.
    must("chmod", "-R", "a+rX", t.folder)
    other = ["setpriv", "--reuid=10001", "--regid=10001", "--clear-groups"]
    serves, err = started(t, "other-user", home, *other, PENSTOCK_CACHE="on")
    t.check("where nothing can be written it runs without a word", serves and "cache" not in err, err)


def check_the_background(t, home):
    for old in (home / "proxy/target").glob("penstock-*.aot"):
        old.unlink()
    first = demo(t, "first", home, PENSTOCK_CACHE="on")
    made = until(lambda: list((home / "proxy/target").glob("penstock-*.aot")), 300)
    t.check("a first demo makes the cache aside, while it runs, without a word", made and first.is_running()
            and "cache" not in first.err(), first.err())
    first.end()


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

    check_the_background(t, home)
    check_the_cache(t, home)

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

package io.penstock.load.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A program that the benchmark uses where it is installed. It installs none. */
public enum Tool {
    WRK("wrk", "wrk", "makes the HTTP load", "-v"),
    NGINX("nginx", "nginx-light", "is the origin, and a peer", "-v"),
    HAPROXY("haproxy", "haproxy", "is a peer", "-v"),
    IPERF3("iperf3", "iperf3", "makes the bulk load", "--version"),
    H2LOAD("h2load", "nghttp2-client", "makes the HTTP/2 load", "--version"),
    OPENSSL("openssl", "openssl", "makes a certificate for the loads over TLS", "version"),
    PERF("perf", "linux-perf", "counts CPU by sampling the whole machine", "--version"),
    STRACE("strace", "strace", "counts system calls", "--version"),
    PODMAN("podman", "podman", "runs the container", "--version"),
    RUNC("runc", "runc", "runs the container", "--version");

    private static final List<String> BESIDE_THE_PATH = List.of("/usr/local/sbin", "/usr/sbin");

    private final String program;
    private final String debianPackage;
    private final String use;
    private final String versionOption;

    Tool(String program, String debianPackage, String use, String versionOption) {
        this.program = program;
        this.debianPackage = debianPackage;
        this.use = use;
        this.versionOption = versionOption;
    }

    /** Where it is, if it is installed. */
    public Optional<Path> find() {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":")), BESIDE_THE_PATH.stream())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where it is, as a word of a command. */
    public String path() {
        return find().orElseThrow(() -> new MissingTool(this)).toString();
    }

    /** What is missing, and how it would be installed. */
    public String remedy() {
        return "%s is not installed; it %s (Debian, Ubuntu: apt-get install %s)"
                .formatted(program, use, debianPackage);
    }

    /** Its own word for its version; empty if it is not installed. */
    public Optional<String> version() {
        return find().map(path -> {
            try {
                var output = Command.run(List.of(path.toString(), versionOption)).anyOutput();
                return output.lines().map(String::strip).findFirst().orElse(program);
            } catch (IOException e) {
                return program + ", which does not run: " + e.getMessage();
            }
        });
    }

    /** A program that is needed is not installed. */
    public static final class MissingTool extends RuntimeException {
        private static final long serialVersionUID = 1;

        private MissingTool(Tool tool) {
            super(tool.remedy());
        }
    }
}

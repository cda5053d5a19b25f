package io.penstock.load.peer;

import io.penstock.load.machine.Children;
import io.penstock.load.machine.Command;
import io.penstock.load.machine.Machine;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What all that take part share.
 *
 * @param home of the project
 * @param folder of this run
 * @param network the first two numbers of the loopback addresses that are used
 */
public record Ground(Machine machine, Children children, Path home, Path folder, String network) {
    private static final int FIRST_FURTHER = 8;
    private static final int PLACES = 60; // far more than run at a time
    private static final int BLOCKS = 4;
    private static final int BLOCK = 250;

    /** On addresses that no other run uses by chance. */
    public static Ground of(Machine machine, Children children, Path home, Path folder) {
        long pid = ProcessHandle.current().pid();
        return new Ground(machine, children, home, folder, "127." + (20 + pid % 200));
    }

    /** Where the origin is. */
    public String origin() {
        return network + ".1.1";
    }

    /** The place of the origin. */
    Place forOrigin() {
        return new Place(this, 0, origin(), network + ".3.1", origin(), folder.resolve("origin"));
    }

    /** The place of the proxy with this number, from 1. */
    Place place(int number, String name) {
        return new Place(
                this,
                number,
                network + ".0." + number,
                network + ".2." + number,
                origin(),
                folder.resolve(
                        number
                                + "-"
                                + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")));
    }

    /** A further address of the place with this number; up to a thousand for each of sixty. */
    String further(int number, int index) {
        int block = FIRST_FURTHER + number % PLACES * BLOCKS + index / BLOCK;
        return network + "." + block + "." + (1 + index % BLOCK);
    }

    /** A certificate and its key in one file, made at the first call. */
    synchronized Path certificate() throws IOException {
        var both = folder.resolve("server.pem");
        if (!Files.exists(both)) {
            var certificate = folder.resolve("certificate.pem");
            var key = folder.resolve("key.pem");
            Command.succeed(
                    List.of(
                            Tool.OPENSSL.path(),
                            "req",
                            "-x509",
                            "-newkey",
                            "ec",
                            "-pkeyopt",
                            "ec_paramgen_curve:P-256",
                            "-nodes",
                            "-days",
                            "30",
                            "-subj",
                            "/CN=load-tests",
                            "-out",
                            certificate.toString(),
                            "-keyout",
                            key.toString()));
            Files.writeString(both, Files.readString(certificate) + Files.readString(key));
        }
        return both;
    }
}

package io.penstock.load.peer;

import io.penstock.load.machine.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where one proxy runs. Each has a loopback address of its own, so that all have the same ports.
 *
 * @param number no other has it
 * @param address where clients come
 * @param admin where it tells its metrics
 * @param origin where it leads
 * @param folder its own
 */
public record Place(
        Ground ground, int number, String address, String admin, String origin, Path folder) {
    /** Descriptors that are not for connections or listening sockets. */
    private static final int ASIDE = 500;

    /** How many connections a proxy can hold at most: each takes two descriptors. */
    int connections() {
        return Math.max(64, (ground.machine().descriptors() - ASIDE) / 2);
    }

    /** The ports that a proxy can take with {@code each} descriptors for each, and still serve. */
    Front.Range ports(int each) {
        int descriptors = Math.max(64, ground.machine().descriptors() - 6 * ASIDE);
        return Front.Range.of(descriptors / each, Proc.portsOfAllAddresses());
    }

    /** The address of a further endpoint, from 0; no other place has it. */
    String further(int index) {
        return ground.further(number, index);
    }

    /** How many threads a proxy gets: one for each processor. */
    int threads() {
        return ground.machine().processors();
    }

    /** Writes a file of its own. */
    Path write(String name, String content) throws IOException {
        return Files.writeString(Files.createDirectories(folder).resolve(name), content);
    }
}

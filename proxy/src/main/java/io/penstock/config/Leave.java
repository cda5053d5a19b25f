package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Node.Scalar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which files an object's options may name: for the operator every one; in a file that is bound to
 * an owner those in that file's own directory, and what is granted. Else an owner could have
 * Penstock read the operator's keys. It is judged twice, by what is written, without a look at the
 * disk, so that nobody learns which files there are; and by where symbolic links lead.
 */
final class Leave {
    private final Disk disk;
    private final Owners owners;
    private final Grants grants;

    Leave(Disk disk, Owners owners, Grants grants) {
        this.disk = disk;
        this.owners = owners;
        this.grants = grants;
    }

    /** The bytes of a file; empty if it may or can not be read, which was reported. */
    Optional<byte[]> read(Fields object, Scalar named, SourceFiles files) {
        var written = Path.of(named.place().file()).resolveSibling(named.text());
        var owner = owners.boundTo(object);
        if (owner.isEmpty()) {
            return files.material(written, written, named.place());
        }
        var places = places(named, owner.get());
        if (places.stream().noneMatch(absolute(written)::startsWith)) {
            refuse(object, named, owner.get());
            return Optional.empty();
        }
        try {
            var real = disk.real(written);
            for (var place : places) {
                if (real.startsWith(disk.real(place))) {
                    return files.material(written, real, named.place());
                }
            }
        } catch (IOException e) {
            return files.material(written, written, named.place()); // which tells why it cannot
        }
        refuse(object, named, owner.get());
        return Optional.empty();
    }

    private List<Path> places(Scalar named, String owner) {
        var own = absolute(Path.of(named.place().file()).resolveSibling(""));
        var granted = grants.of(owner).map(Grants.Grant::files).orElse(List.of());
        return Stream.concat(Stream.of(own), granted.stream().map(Leave::absolute)).toList();
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static void refuse(Fields object, Scalar named, String owner) {
        object.problems()
                .error(
                        named.place(),
                        "`%s` lies outside the directory of this file, which is bound to account %s, and is not granted to it; move it there, or let `files` of a grant name it"
                                .formatted(named.text(), owner));
    }
}

package io.penstock.config;

import io.penstock.config.ConfigResult.Sources;
import io.penstock.config.yaml.Document;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Node;
import io.penstock.config.yaml.Node.Scalar;
import io.penstock.config.yaml.Place;
import io.penstock.config.yaml.Problems;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the main file of a configuration and the files that it includes. */
final class SourceFiles {
    private static final int HASH_DIGITS = 12;

    /** Of certificates and keys: more than every authority of the world takes. */
    private static final int MAX_MATERIAL = 1 << 20;

    private final Path main;
    private final Disk disk;
    private final Problems problems;
    private final MessageDigest digest;
    private final Map<Path, Optional<Include>> files = new LinkedHashMap<>();
    private final Map<String, Owners.Bound> bound = new HashMap<>();
    private final Set<Path> directories = new LinkedHashSet<>();
    private Optional<Node> arns = Optional.empty();
    private boolean complete = true;

    SourceFiles(Path main, Disk disk, Problems problems) {
        this.main = main;
        this.disk = disk;
        this.problems = problems;
        this.digest = sha256();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /**
     * More files.
     *
     * @param owner to whom they are bound, if they are
     */
    private record Include(Scalar path, Optional<String> owner) {}

    /**
     * The documents, the main file's first; those that cannot be read were reported and are left
     * out.
     */
    List<Node> read() {
        var documents = new ArrayList<Node>();
        files.put(main.normalize(), Optional.empty());
        var first = document(main, "endpoints", Optional.empty());
        if (first.isEmpty()) {
            return documents;
        }
        documents.add(first.get());
        // Silently: whoever reads the settings reports the same, and everything else that is wrong.
        var root = Fields.of(first.get(), Grammar.ROOT, new Problems());
        for (var item : root.inner("appliance").items("include")) {
            for (var include : include(item, root.problems()).stream().toList()) {
                for (var file : matches(include.path())) {
                    included(file, include).ifPresent(documents::add);
                }
            }
        }
        root.inner("appliance").inner("arns").one("file", Literals::scalar).ifPresent(this::arns);
        return documents;
    }

    private void arns(Scalar named) {
        var file = main.resolveSibling(named.text());
        if (files.containsKey(file.normalize())) {
            problems.error(
                    named.place(),
                    "`%s` is a file of the configuration itself; write `table` instead"
                            .formatted(file));
            complete = false;
        } else {
            files.put(file.normalize(), Optional.empty());
            arns = document(file, "table", Optional.of(named.place()));
        }
    }

    /** The document that {@code appliance.arns.file} names; empty: none, or it cannot be read. */
    Optional<Node> arns() {
        return arns;
    }

    /** One of which it is not sure whose its files are is not followed; it was reported. */
    private static Optional<Include> include(Node item, Problems silent) {
        return switch (item) {
            case Scalar path ->
                    Literals.scalar(path, silent).map(p -> new Include(p, Optional.empty()));
            case Node.Mapping mapping -> {
                var fields = Fields.of(mapping, Grammar.INCLUDE, silent);
                var owner = fields.one("owner", Words::account);
                yield owner.isEmpty()
                        ? Optional.empty()
                        : fields.one("path", Literals::scalar).map(p -> new Include(p, owner));
            }
            case Node.Sequence _, Node.Empty _ -> Optional.empty();
        };
    }

    /** A pattern may match the main file, and two patterns one file: it is read once. */
    private Optional<Node> included(Path file, Include by) {
        var key = file.normalize();
        if (files.containsKey(key)) {
            files.get(key).ifPresent(first -> again(file, first, by));
            return Optional.empty();
        }
        files.put(key, Optional.of(by));
        var place = by.path().place();
        by.owner().ifPresent(owner -> bound.put(file.toString(), new Owners.Bound(owner, place)));
        return document(file, "endpoints", Optional.of(place));
    }

    /**
     * Reads a file.
     *
     * @param named where another file names it
     */
    private Optional<Node> document(Path file, String key, Optional<Place> named) {
        try {
            var bytes = disk.read(file, Document.MAX_BYTES + 1);
            digest.update(bytes);
            var node = new Document(file.toString(), key, problems).read(bytes);
            complete &= node.isPresent();
            return node;
        } catch (IOException e) {
            problems.error(
                    named.orElse(Place.of(file.toString())),
                    named.map(_ -> "`" + file + "` ").orElse("") + why(e));
            complete = false;
            return Optional.empty();
        }
    }

    /**
     * The bytes of a file that options name, which from then on counts among the sources.
     *
     * @param written as it was named, for problems and for who watches it
     * @param place where it was named
     * @param file what to read
     * @return empty if it cannot be read, which was reported
     */
    Optional<byte[]> material(Path written, Path file, Place place) {
        files.putIfAbsent(written.normalize(), Optional.empty());
        try {
            var bytes = disk.read(file, MAX_MATERIAL);
            digest.update(bytes);
            return Optional.of(bytes);
        } catch (IOException e) {
            problems.error(place, "`" + written + "` " + why(e));
            return Optional.empty();
        }
    }

    /** Whose a file is must not depend on which include comes first. */
    private void again(Path file, Include first, Include by) {
        if (!first.owner().equals(by.owner())) {
            problems.error(
                    by.path().place(),
                    "`%s` is included at %s already, %s; one of the two must not match it"
                            .formatted(
                                    file,
                                    first.path().place().position(),
                                    first.owner()
                                            .map(owner -> "bound to account " + owner)
                                            .orElse("bound to nobody")));
        }
    }

    private static String why(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "does not exist";
            case AccessDeniedException _ ->
                    "may not be read by this user: make it readable (chmod a+r), or the user's own";
            case NotDirectoryException _ -> "is not a directory";
            case FileSystemException f when Disk.DIRECTORY.equals(f.getReason()) -> f.getReason();
            default -> "cannot be read: " + e.getMessage();
        };
    }

    /** The files that an include means, in the order of their names. */
    private List<Path> matches(Scalar include) {
        var path = main.resolveSibling(include.text());
        var name = path.getFileName();
        var directory = path.getParent();
        if (name == null || !isPattern(include.text())) {
            return List.of(path);
        }
        var before = Path.of(include.text()).getParent();
        if (before != null && isPattern(before.toString())) {
            problems.error(
                    include.place(), "only the last part of a path may be a pattern with * or ?");
            return List.of();
        }
        var where = directory == null ? Path.of("") : directory;
        directories.add(where);
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
        try {
            return disk.list(where).stream()
                    .filter(file -> isVisible(file) && matcher.matches(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            problems.error(include.place(), "`" + where + "` " + why(e));
            complete = false;
            return List.of();
        }
    }

    private static boolean isPattern(String text) {
        return text.contains("*") || text.contains("?");
    }

    /** A name with a dot before it is an editor's or Kubernetes' own business. */
    private static boolean isVisible(Path file) {
        return !file.getFileName().toString().startsWith(".");
    }

    /** Whether every file could be read. */
    boolean isComplete() {
        return complete;
    }

    /** The files that are bound to an owner, named as their places name them. */
    Map<String, Owners.Bound> bound() {
        return bound;
    }

    /** What was looked at so far. */
    Sources sources() {
        return new Sources(List.copyOf(files.keySet()), List.copyOf(directories));
    }

    /** Of the bytes of all files; asking ends the counting. */
    String hash() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
    }
}

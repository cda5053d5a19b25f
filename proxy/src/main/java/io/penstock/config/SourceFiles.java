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
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the main file of a configuration and the files that it includes. */
final class SourceFiles {
    private static final int HASH_DIGITS = 12;

    private final Path main;
    private final Disk disk;
    private final Problems problems;
    private final MessageDigest digest;
    private final Set<Path> files = new LinkedHashSet<>();
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
     * The documents, the main file's first; those that cannot be read were reported and are left
     * out.
     */
    List<Node> read() {
        var documents = new ArrayList<Node>();
        var first = document(main, "endpoints", Place.of(main.toString()));
        if (first.isEmpty()) {
            return documents;
        }
        documents.add(first.get());
        // Silently: whoever reads the settings reports the same, and everything else that is wrong.
        var root = Fields.of(first.get(), Grammar.ROOT, new Problems());
        for (var include : paths(root)) {
            for (var file : matches(include)) {
                document(file, "endpoints", include.place()).ifPresent(documents::add);
            }
        }
        root.inner("appliance").inner("arns").one("file", Literals::scalar).ifPresent(this::arns);
        return documents;
    }

    private void arns(Scalar named) {
        var file = main.resolveSibling(named.text());
        if (files.contains(file.normalize())) {
            problems.error(
                    named.place(),
                    "`%s` is a file of the configuration itself; write `table` instead"
                            .formatted(file));
            complete = false;
        } else {
            arns = document(file, "table", named.place());
        }
    }

    /** The document that {@code appliance.arns.file} names; empty: none, or it cannot be read. */
    Optional<Node> arns() {
        return arns;
    }

    /** An include with keys and values is refused elsewhere: it is not served. */
    private static List<Scalar> paths(Fields root) {
        return root.inner("appliance").list("include", Literals::scalar);
    }

    private Optional<Node> document(Path file, String key, Place named) {
        if (!files.add(file.normalize())) {
            return Optional.empty(); // a pattern may match the main file, or two patterns one file
        }
        try {
            var bytes = disk.read(file, Document.MAX_BYTES + 1);
            digest.update(bytes);
            var node = new Document(file.toString(), key, problems).read(bytes);
            complete &= node.isPresent();
            return node;
        } catch (IOException e) {
            var place = named.line() == 0 ? Place.of(file.toString()) : named;
            problems.error(place, (named.line() == 0 ? "" : "`" + file + "` ") + why(e));
            complete = false;
            return Optional.empty();
        }
    }

    private static String why(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "does not exist";
            case AccessDeniedException _ -> "may not be read by this user";
            case NotDirectoryException _ -> "is not a directory";
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

    /** What was looked at so far. */
    Sources sources() {
        return new Sources(List.copyOf(files), List.copyOf(directories));
    }

    /** Of the bytes of all files; asking ends the counting. */
    String hash() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
    }
}

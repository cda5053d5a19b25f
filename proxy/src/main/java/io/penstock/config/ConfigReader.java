package io.penstock.config;

import io.penstock.config.ConfigResult.Loaded;
import io.penstock.config.ConfigResult.Rejected;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Node;
import io.penstock.config.yaml.Problems;
import io.penstock.resource.Catalog;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Configuration;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a configuration: its files in, a snapshot or everything that is wrong out. {@code check},
 * {@code run} and a reload all ask it, so that they say the same. Blocks on files; any thread.
 */
public final class ConfigReader {
    private final Path main;
    private final Disk disk;
    private final InstantSource clock;

    /** A reader of this file and what it includes, on this machine. */
    public ConfigReader(Path main) {
        this(main, Disk.SYSTEM);
    }

    /**
     * A reader of this file and what it includes.
     *
     * @param main as the user named it: problems name it so
     */
    public ConfigReader(Path main, Disk disk) {
        this(main, disk, InstantSource.system());
    }

    /**
     * A reader of this file and what it includes, at some time.
     *
     * @param clock against which certificates are judged
     */
    ConfigReader(Path main, Disk disk, InstantSource clock) {
        this.main = main;
        this.disk = disk;
        this.clock = clock;
    }

    /**
     * Reads everything anew. Warnings that concern the whole, such as a security group that nothing
     * uses, are given only where nothing is wrong: of half a configuration they would be guesses.
     *
     * @param circumstances of the snapshot, if there will be one
     */
    public ConfigResult read(Circumstances circumstances) {
        var problems = new Problems();
        var files = new SourceFiles(main, disk, problems);
        var documents = files.read();
        if (!files.isComplete()) {
            if (!documents.isEmpty()) {
                objects(documents, files, problems); // for what else is wrong: all mistakes at once
            }
            return new Rejected(problems.all(), files.sources());
        }
        var objects = objects(documents, files, problems);
        if (problems.hasErrors()) {
            return new Rejected(problems.all(), files.sources());
        }
        var overlaps = new ArrayList<Catalog.Overlap>();
        var snapshot = Snapshot.of(circumstances, objects.configuration(files.hash()), overlaps);
        new Claims(snapshot, objects, problems).check(overlaps);
        new NameClaims(snapshot, objects, problems).check();
        new Placement(snapshot, objects, problems).check();
        new Advice(snapshot, objects, problems).give();
        new NameAdvice(snapshot, objects, problems).give();
        return problems.hasErrors()
                ? new Rejected(problems.all(), files.sources())
                : new Loaded(snapshot, problems.all(), files.sources());
    }

    /** In the order in which they refer to one another. */
    private Objects objects(List<Node> documents, SourceFiles sources, Problems problems) {
        var files =
                documents.stream().map(node -> Fields.of(node, Grammar.ROOT, problems)).toList();
        var appliance = files.getFirst().inner("appliance");
        var settings = new ApplianceSettings(main).read(appliance);
        files.stream()
                .skip(1)
                .filter(file -> file.has("appliance"))
                .forEach(file ->
                        problems.error(
                                file.keyAt("appliance"),
                                "`appliance` belongs into the main file, " + main));
        var owners = new Owners(settings.account(), sources.bound());
        var grants = Grants.read(appliance, owners);
        var tls = new TlsFiles(sources, new Leave(disk, owners, grants), clock);
        var objects = objects(files, settings, owners, sources.arns(), tls, problems);
        new Bounds(owners, grants, objects).check();
        return objects;
    }

    private static Objects objects(
            List<Fields> files,
            Settings settings,
            Owners owners,
            Optional<Node> arnsFile,
            TlsFiles tls,
            Problems problems) {
        var groups = new SecurityGroups(owners, problems);
        files.forEach(groups::read);
        var gateways = new Gateways(owners, groups, problems);
        files.forEach(gateways::read);
        var configurations =
                new Configurations(
                        owners,
                        gateways,
                        new Arns(files.getFirst().inner("appliance"), arnsFile, problems),
                        tls,
                        problems);
        configurations.read(files);
        var endpoints =
                new Endpoints(
                        owners,
                        configurations,
                        groups,
                        !settings.addressPool().isEmpty(),
                        tls,
                        problems);
        files.forEach(endpoints::read);
        var appliance = files.getFirst().inner("appliance");
        return new Objects(appliance, settings, groups, gateways, configurations, endpoints);
    }

    /** Everything that was read, with what was written of it. */
    record Objects(
            Fields appliance,
            Settings settings,
            SecurityGroups groups,
            Gateways gateways,
            Configurations configurations,
            Endpoints endpoints) {
        Configuration configuration(String hash) {
            return new Configuration(
                    settings,
                    gateways.values(),
                    configurations.register().values(),
                    endpoints.register().values(),
                    hash);
        }
    }
}

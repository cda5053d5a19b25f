package io.penstock.command;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which running appliance to ask. */
final class AdminOptions {
    @Option(
            names = "--admin",
            paramLabel = "URL",
            description =
                    "The admin server of the appliance (default: " + AdminClient.DEFAULT + ").")
    private Optional<String> admin = Optional.empty();

    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            description = "Its token; needed off loopback, and to change something.")
    private Optional<Path> tokenFile = Optional.empty();

    boolean isGiven() {
        return admin.isPresent();
    }

    AdminClient client() {
        return new AdminClient(admin.orElse(AdminClient.DEFAULT), tokenFile);
    }
}

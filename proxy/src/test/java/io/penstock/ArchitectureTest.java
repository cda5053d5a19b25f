package io.penstock;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** The shape of the house (proxy/DESIGN.md, Architecture), held. */
@AnalyzeClasses(packages = "io.penstock", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] VALUES = packages("net", "resource", "policy", "snapshot");
    private static final String[] CORE = packages("relay", "transport", "resolver", "linux");
    private static final String[] STAGES = packages("endpoint", "gateway", "http", "config", "dns");
    private static final String[] STORIES =
            packages("passage", "explain", "reload", "admin", "metrics", "accesslog");

    @ArchTest
    static final ArchRule ranksUseLowerRanksOnly =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .withOptionalLayers(true)
                    .layer("values")
                    .definedBy(VALUES)
                    .layer("core")
                    .definedBy(CORE)
                    .layer("stages")
                    .definedBy(STAGES)
                    .layer("stories")
                    .definedBy(STORIES)
                    .layer("wiring")
                    .definedBy(
                            "io.penstock",
                            "io.penstock.command..",
                            "io.penstock.demo..",
                            "io.penstock.training..")
                    .whereLayer("wiring")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("stories")
                    .mayOnlyBeAccessedByLayers("wiring")
                    .whereLayer("stages")
                    .mayOnlyBeAccessedByLayers("wiring", "stories")
                    .whereLayer("core")
                    .mayOnlyBeAccessedByLayers("wiring", "stories", "stages");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.penstock.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule stagesDoNotKnowEachOther =
            slices().matching("io.penstock.(endpoint|gateway|http|config|dns)..")
                    .namingSlices("$1")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true);

    /** Inside a rank, arrows go along these lines only. */
    @ArchTest
    static void arrowsInsideARankAreTheNamedOnes(JavaClasses all) {
        knowsOnly(all, "net");
        knowsOnly(all, "policy", "net");
        knowsOnly(all, "resource", "net", "policy");
        knowsOnly(all, "snapshot", "net", "policy", "resource");
        knowsOnly(all, "linux", "net");
        knowsOnly(all, "relay", "net", "linux");
        knowsOnly(all, "transport", "net", "relay", "linux");
        knowsOnly(all, "resolver", "net", "relay", "transport");
        knowsNone(all, "passage", "explain", "reload", "admin", "metrics", "accesslog");
        knowsNone(all, "explain", "reload", "admin", "metrics", "accesslog");
        knowsNone(all, "reload", "explain", "admin", "metrics", "accesslog");
        knowsNone(all, "metrics", "explain", "admin", "accesslog");
        knowsNone(all, "accesslog", "explain", "reload", "admin", "metrics");
    }

    /** Inside http, too: the exchange knows all of them, and none of them knows the exchange. */
    @ArchTest
    static void arrowsInsideHttpAreTheNamedOnes(JavaClasses all) {
        knowsOfHttpOnly(all, "message");
        knowsOfHttpOnly(all, "line");
        knowsOfHttpOnly(all, "tls", "line");
        knowsOfHttpOnly(all, "h2", "line", "message");
        knowsOnly(all, "http.message", "net", "resource");
    }

    @ArchTest
    static final ArchRule valuesDoNoInputOrOutput =
            noClasses()
                    .that()
                    .resideInAnyPackage(VALUES)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.vertx..",
                            "io.netty..",
                            "io.micrometer..",
                            "com.fasterxml..",
                            "org.snakeyaml..",
                            "org.slf4j..",
                            "java.nio.file..",
                            "java.nio.channels..",
                            "java.io..");

    @ArchTest
    static final ArchRule nettyIsSeenOnlyWhereBytesMove =
            onlyIn("io.netty..", "relay", "transport", "resolver", "dns", "http");

    @ArchTest
    static final ArchRule internalsOfVertxAreSeenOnlyInTransport =
            onlyIn("io.vertx.core.internal..", "transport");

    @ArchTest
    static final ArchRule onlyMetricsSeesMicrometer = onlyIn("io.micrometer..", "metrics");

    @ArchTest static final ArchRule onlyConfigSeesYaml = onlyIn("org.snakeyaml..", "config");

    @ArchTest
    static final ArchRule classesAreFinalOrSealed =
            classes()
                    .that(not(INTERFACES))
                    .and(isNoEnum())
                    .and()
                    .areNotAnonymousClasses()
                    .should()
                    .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);

    @ArchTest
    static final ArchRule staticFieldsAreFinal = fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule nothingUsesTheJdksLogging =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    @ArchTest
    static final ArchRule theClockIsGiven =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.penstock", "io.penstock.demo..")
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule nothingBlocksAnEventLoop =
            noClasses()
                    .that()
                    .resideInAnyPackage(packages("relay", "endpoint", "gateway", "dns"))
                    .should()
                    .callMethod(Thread.class, "sleep", long.class)
                    .orShould()
                    .callMethod(java.util.concurrent.CompletableFuture.class, "join")
                    .orShould()
                    .callMethod(java.util.concurrent.CompletableFuture.class, "get")
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage("java.util.concurrent.locks..")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(java.util.concurrent.CountDownLatch.class)
                    .allowEmptyShould(true);

    @ArchTest
    static void everyPackageSaysItsJobAndIsNullMarked(JavaClasses all) {
        var missing =
                all.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(p -> !p.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                        .map(p -> p.getName())
                        .toList();
        if (!missing.isEmpty()) {
            throw new AssertionError("no @NullMarked package-info: " + missing);
        }
    }

    private static ArchRule onlyIn(String library, String... allowed) {
        return noClasses()
                .that(not(resideInAnyPackage(packages(allowed))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true);
    }

    private static void knowsOnly(JavaClasses all, String name, String... others) {
        var known = Stream.concat(Stream.of(name), Arrays.stream(others)).toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("io.penstock." + name + "..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.penstock..")
                                .and(not(resideInAnyPackage(packages(known)))))
                .allowEmptyShould(true)
                .check(all);
    }

    private static void knowsOfHttpOnly(JavaClasses all, String name, String... others) {
        var known = Stream.concat(Stream.of(name), Arrays.stream(others)).map(n -> "http." + n);
        noClasses()
                .that()
                .resideInAPackage("io.penstock.http." + name + "..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.penstock.http..")
                                .and(
                                        not(
                                                resideInAnyPackage(
                                                        packages(known.toArray(String[]::new))))))
                .check(all);
    }

    private static void knowsNone(JavaClasses all, String name, String... others) {
        noClasses()
                .that()
                .resideInAPackage("io.penstock." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(others))
                .allowEmptyShould(true)
                .check(all);
    }

    private static String[] packages(String... names) {
        return Arrays.stream(names).map(n -> "io.penstock." + n + "..").toArray(String[]::new);
    }

    private static DescribedPredicate<JavaClass> isNoEnum() {
        return DescribedPredicate.describe("are no enums", c -> !c.isEnum());
    }
}

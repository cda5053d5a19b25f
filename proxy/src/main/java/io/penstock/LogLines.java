package io.penstock;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * Sends log lines to standard error, since standard output belongs to the access log and to what
 * commands answer. {@code PENSTOCK_LOG_LEVEL} sets the level of Penstock's own lines; libraries
 * speak from WARN on. Found by logback as a service: its usual way, an XML file, took a tenth of a
 * start. Who names one by {@code -Dlogback.configurationFile} has that instead.
 */
public final class LogLines extends ContextAwareBase implements Configurator {
    private static final String LEVEL = "PENSTOCK_LOG_LEVEL";
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{0} %message%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(standardError(context));
        // A container without a network card is nothing to warn of.
        context.getLogger("io.netty.util.internal.MacAddressUtil").setLevel(Level.ERROR);
        // Names servers that Netty would ask by itself; Penstock says whom to ask.
        context.getLogger("io.netty.resolver.dns.DefaultDnsServerAddressStreamProvider")
                .setLevel(Level.ERROR);
        var own = context.getLogger("io.penstock");
        own.setLevel(Level.INFO);
        var asked = Optional.ofNullable(System.getenv(LEVEL));
        asked.ifPresent(level -> own.setLevel(Level.toLevel(level, Level.INFO)));
        if (asked.isPresent() && !own.getLevel().toString().equalsIgnoreCase(asked.get())) {
            own.warn("{}: not a level but {}; ERROR, WARN, INFO, DEBUG are", LEVEL, asked.get());
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}

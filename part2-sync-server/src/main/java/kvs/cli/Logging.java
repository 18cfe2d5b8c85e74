package kvs.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** The log level of a program; {@code logback.xml} has the format. */
public final class Logging {
    private Logging() {}

    /** Also logs a line for each connection. Does nothing without the programs' own logging backend. */
    public static void debug() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            context.getLogger("kvs").setLevel(Level.DEBUG);
        }
    }
}

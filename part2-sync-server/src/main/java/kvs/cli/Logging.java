package kvs.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** The log level of a program; {@code logback.xml} has the format. */
public final class Logging {
    private Logging() {}

    /** Logs nothing that a library says, unless {@link #debug} is in force. */
    public static void silence(String library) {
        limit(library, Level.OFF);
    }

    /** Logs of what a library says only its errors, unless {@link #debug} is in force. */
    public static void errorsOnly(String library) {
        limit(library, Level.ERROR);
    }

    private static void limit(String library, Level level) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context
                && !context.getLogger("kvs").isDebugEnabled()) {
            context.getLogger(library).setLevel(level);
        }
    }

    /** Also logs a line for each connection. Does nothing without the programs' own logging backend. */
    public static void debug() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            context.getLogger("kvs").setLevel(Level.DEBUG);
        }
    }
}

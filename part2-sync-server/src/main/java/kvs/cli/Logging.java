package kvs.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** The one thing that a program changes about its log. How it looks is in {@code logback.xml}. */
final class Logging {
    private Logging() {}

    /** Logs a line for each connection, too. Without the backend that the programs bring along, nothing happens. */
    static void everything() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            context.getLogger("kvs").setLevel(Level.DEBUG);
        }
    }
}

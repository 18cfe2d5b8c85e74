package kvs.server;

import org.junit.jupiter.api.extension.Extension;
import org.slf4j.LoggerFactory;

/**
 * Initialises SLF4J before the first test class: while one thread does that, SLF4J gives others a substitute for the logger that
 * they ask for, and a test cannot listen to that. JUnit finds this class by its name in {@code META-INF/services}, where a part's
 * test classes run on two threads.
 */
public final class LoggingReady implements Extension {
    public LoggingReady() {
        LoggerFactory.getILoggerFactory();
    }
}

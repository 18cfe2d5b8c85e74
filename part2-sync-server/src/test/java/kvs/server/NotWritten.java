package kvs.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.slf4j.LoggerFactory;

/**
 * Finds the exception of a starter, "exercise 2.6: not written yet", where code under test has wrapped it in another
 * exception, or caught it on a thread of the server and logged it. A test then fails with that exception itself: what
 * its failure usually means does not help a learner before their first answer.
 *
 * <p>As a JUnit extension it unwraps the exceptions of tests and of their {@code @BeforeEach} methods.
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // A learner is shown where it was thrown.
public final class NotWritten implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    private static final int MAX_CAUSES = 10;

    private static volatile @Nullable UnsupportedOperationException logged;

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw found(failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw found(failure);
    }

    /** Returns the starter's exception among {@code failure} and its causes; {@code failure}, if it is not there. */
    public static Throwable found(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < MAX_CAUSES; i++) {
            if (isStarters(at)) {
                return at;
            }
            at = at.getCause();
        }
        return failure;
    }

    private static boolean isStarters(Throwable failure) {
        return failure instanceof UnsupportedOperationException
                && String.valueOf(failure.getMessage()).endsWith("not written yet");
    }

    /** Begins a test with a server: from now on, remembers a starter's exception that the server logs. */
    static void watchLog() {
        ServerLog.attach();
        logged = null;
    }

    /** Remembers the starter's exception, if {@code failure} is one or has one as a cause. */
    static void note(Throwable failure) {
        if (found(failure) instanceof UnsupportedOperationException starter && isStarters(starter)) {
            logged = starter;
        }
    }

    /** @throws UnsupportedOperationException the starter's exception that was logged or noted, if there was one */
    static void rethrow() {
        UnsupportedOperationException starter = logged;
        if (starter != null) {
            throw starter;
        }
    }

    /** Attached once, to the log of the server. */
    private static final class ServerLog extends AppenderBase<ILoggingEvent> {
        static {
            Logger logger = (Logger) LoggerFactory.getLogger("kvs.server");
            // Tests log nothing. This line repeats logback-test.xml for class loaders that do not find the file.
            logger.getLoggerContext()
                    .getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                    .setLevel(Level.OFF);
            ServerLog log = new ServerLog();
            log.setContext(logger.getLoggerContext());
            log.start();
            logger.setLevel(Level.ERROR);
            logger.setAdditive(false);
            logger.addAppender(log);
        }

        /** Runs the static initializer. */
        static void attach() {}

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
                note(proxy.getThrowable());
            }
        }
    }
}

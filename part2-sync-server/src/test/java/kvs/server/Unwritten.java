package kvs.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * "Not written yet", where the server met it on a thread of its own, noted it in its log and went on. A test that finds
 * no answer asks here first: there is no sense in telling somebody who has not begun what a silent server usually
 * means.
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // Where it was thrown is what a learner is shown.
final class Unwritten {
    private static volatile @Nullable UnsupportedOperationException met;

    static {
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
                    note(proxy.getThrowable());
                }
            }
        };
        Logger logger = (Logger) LoggerFactory.getLogger("kvs.server");
        // Tests are silent; said here, too, for where logback-test.xml is out of the class loader's sight.
        logger.getLoggerContext().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.setLevel(Level.ERROR);
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    private Unwritten() {}

    /** A new test. */
    static void forget() {
        met = null;
    }

    /** Looks for it among {@code failure} and its causes. */
    static void note(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < 10; i++) {
            if (at instanceof UnsupportedOperationException found
                    && String.valueOf(found.getMessage()).endsWith("not written yet")) {
                met = found;
            }
            at = at.getCause();
        }
    }

    /** @throws UnsupportedOperationException the very one that was met; nothing, if none was */
    static void rethrow() {
        UnsupportedOperationException found = met;
        if (found != null) {
            throw found;
        }
    }
}

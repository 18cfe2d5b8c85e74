package kvs.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** What the nodes of this process log, from its construction until it is closed. */
final class NodeLog implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("kvs.cluster");
    private final Level before = logger.getLevel();
    private final StringBuilder text = new StringBuilder();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            add("[" + event.getThreadName() + "] " + event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    NodeLog() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.INFO);
    }

    private synchronized void add(String line) {
        text.append(line).append('\n');
        notifyAll();
    }

    /** Waits until the loop of node {@code id} has logged a line with this text. */
    void await(int id, String words) {
        await("[kvs-node-" + id + "] ", words);
    }

    /** Waits until a thread has logged a line with this text. */
    synchronized void await(String thread, String words) {
        while (text.toString().lines().noneMatch(line -> line.startsWith(thread) && line.contains(words))) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new AssertionError(thread + "has not logged \"" + words + "\", but\n" + text, e);
            }
        }
    }

    synchronized String text() {
        return text.toString();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(before);
    }
}

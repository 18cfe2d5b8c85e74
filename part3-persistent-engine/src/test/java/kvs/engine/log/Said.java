package kvs.engine.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the engine says in its log from {@link #listen} to {@link #close}: warnings, and what is worse. */
final class Said extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(LogEngine.class);

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Said() {}

    static Said listen() {
        Said said = new Said();
        said.setContext(LOGGER.getLoggerContext());
        said.start();
        LOGGER.setLevel(Level.WARN);
        LOGGER.setAdditive(false);
        LOGGER.addAppender(said);
        return said;
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage());
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        LOGGER.detachAppender(this);
        LOGGER.setAdditive(true);
        LOGGER.setLevel(null);
    }
}

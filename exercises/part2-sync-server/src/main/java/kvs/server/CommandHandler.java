package kvs.server;

import java.io.IOException;
import kvs.engine.KvEngine;
import kvs.protocol.Command;
import kvs.protocol.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands on an engine. Threads may share a handler, as they may share an engine.
 *
 * @param mayShutDown whether the client that sends the commands may stop the server
 */
record CommandHandler(KvEngine engine, boolean mayShutDown) {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

    /**
     * Runs {@code command} and returns its answer. An {@link IOException} of the engine is an answer too: the client
     * reads the reason, in one line, and the server continues to run. Any other exception is a defect; it passes
     * through, and ends the connection that it happened on.
     *
     * @param command any; SHUTDOWN is always rejected here, as the connection handles the one that is allowed
     * @exercise 2.4
     */
    Response answer(Command command) {
        throw new UnsupportedOperationException("exercise 2.4: not written yet");
    }
}

package kvs.server;

import java.io.IOException;
import kvs.engine.KvEngine;
import kvs.protocol.Bytes;
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
        try {
            return switch (command) {
                case Command.Get(Bytes key) -> {
                    Bytes value = engine.get(key);
                    yield value == null ? new Response.NotFound() : new Response.Ok(value);
                }
                case Command.Set(Bytes key, Bytes value) -> {
                    engine.set(key, value);
                    yield Response.Ok.DONE;
                }
                case Command.Clear(Bytes key) -> engine.remove(key) ? Response.Ok.DONE : new Response.NotFound();
                case Command.Ping(Bytes payload) -> new Response.Ok(payload);
                case Command.Shutdown() ->
                    new Response.Error("shutdown is accepted from this server's own machine only");
            };
        } catch (IOException e) {
            LOG.warn("engine {}: {}", engine.name(), ErrorLine.of(e), e);
            return new Response.Error(ErrorLine.of(e));
        }
    }
}

package kvs.server;

import java.io.IOException;
import kvs.engine.KvEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands on an engine. May be shared between threads, as engines may.
 *
 * @param mayShutDown whether the peer that sends the commands may end the server
 */
record Dispatch(KvEngine engine, boolean mayShutDown) {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    /**
     * Runs {@code command} and says how it went. What the engine cannot do is an answer too: the client learns why, in
     * one line, and the server goes on. Only an {@link IOException} says that; a defect passes through, and ends the
     * connection that it happened on.
     *
     * @param command any; of SHUTDOWN the connection itself takes care where it is allowed, so here it is refused
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
                case Command.Shutdown() -> new Response.Error("shutdown is taken from this server's own machine only");
            };
        } catch (IOException e) {
            LOG.warn("engine {}: {}", engine.name(), ErrorLine.of(e), e);
            return new Response.Error(ErrorLine.of(e));
        }
    }
}

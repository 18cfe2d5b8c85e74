import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Asks for the value before it removes the key, and answers by that. Between the two calls another client may remove
 * the key: then two clients are told that they removed it, and `rm` of both succeeds.
 *
 * @sees Ok for a CLEAR whose key another client removed between get and remove
 * @probably engine.get was called before engine.remove: another client's request may come between them, and remove
 *     alone knows the answer
 */
record CommandHandler(KvEngine engine, boolean mayShutDown) {
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
                case Command.Clear(Bytes key) -> {
                    if (engine.get(key) == null) {
                        yield new Response.NotFound();
                    }
                    engine.remove(key);
                    yield Response.Ok.DONE;
                }
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

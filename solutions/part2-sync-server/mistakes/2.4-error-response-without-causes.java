import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Answers with the message of the outermost failure. The client learns that segment 3 could not be read, and not that
 * its checksum is wrong.
 *
 * @sees an Error that ends before the colon
 * @probably the Error has getMessage(), which omits the causes: ErrorLine.of(e) has the whole line
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
                case Command.Clear(Bytes key) -> engine.remove(key) ? Response.Ok.DONE : new Response.NotFound();
                case Command.Ping(Bytes payload) -> new Response.Ok(payload);
                case Command.Shutdown() ->
                    new Response.Error("shutdown is accepted from this server's own machine only");
            };
        } catch (IOException e) {
            LOG.warn("engine {}: {}", engine.name(), ErrorLine.of(e), e);
            return new Response.Error(String.valueOf(e.getMessage()));
        }
    }
}

import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Puts the words of the failure into an Ok, where they look like the value. {@code kvs-client get foo} prints them
 * and exits with 0, so a script stores "could not read segment 3" as foo.
 *
 * @sees an Ok with the words of the failure where the test expects an Error
 * @probably the failure was sent as an Ok, which is the status of values: use Response.Error
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
            return new Response.Ok(Bytes.utf8(ErrorLine.of(e)));
        }
    }
}

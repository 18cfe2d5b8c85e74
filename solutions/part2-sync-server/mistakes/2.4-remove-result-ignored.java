import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Ignores the result of {@code remove} and always answers with success. {@code kvs-client rm} then exits with 0 for a
 * key that never existed, and a typing error goes unnoticed.
 *
 * @sees Ok for the second CLEAR where the test expects NotFound
 * @probably the result of engine.remove is ignored: true means done, false means NotFound
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

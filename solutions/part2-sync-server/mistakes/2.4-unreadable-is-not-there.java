import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Answers "not found" when the engine fails: it did not find it, after all. The client believes that there never was a
 * value and may well write a new one over it.
 *
 * @sees NotFound where the test has an Error
 * @probably a failure was answered with NotFound: what could not be read may well be there
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
            return new Response.NotFound();
        }
    }
}

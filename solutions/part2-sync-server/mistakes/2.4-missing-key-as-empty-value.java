import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Answers with an empty value where there is none. Exercise 1.5 has a status for the difference; this loses it in the
 * handler.
 *
 * @sees {@code Ok} without bytes where the test expects {@code NotFound}
 * @probably an absent key was answered with an empty value: null means NotFound
 */
record CommandHandler(KvEngine engine, boolean mayShutDown) {
    Response answer(Command command) {
        try {
            return switch (command) {
                case Command.Get(Bytes key) -> {
                    Bytes value = engine.get(key);
                    yield new Response.Ok(value == null ? Bytes.EMPTY : value);
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
            return new Response.Error(ErrorLine.of(e));
        }
    }
}

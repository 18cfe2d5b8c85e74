import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Answers NotFound for an empty value, as for none. A client that has stored an empty value is told that it does not
 * exist.
 *
 * @sees {@code NotFound} where the test expects {@code Ok} without bytes
 * @probably an empty value was answered with NotFound, which is for null alone
 */
record CommandHandler(KvEngine engine, boolean mayShutDown) {
    Response answer(Command command) {
        try {
            return switch (command) {
                case Command.Get(Bytes key) -> {
                    Bytes value = engine.get(key);
                    yield value == null || value.length() == 0 ? new Response.NotFound() : new Response.Ok(value);
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

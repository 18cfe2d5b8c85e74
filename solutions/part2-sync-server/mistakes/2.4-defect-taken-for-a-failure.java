import kvs.protocol.Bytes;

/**
 * Catches every exception. An IOException is the engine's word that it can be called again; after an exception that
 * nobody foresaw, nothing is known of what it had in hand, and the answer is made of guesses.
 *
 * @sees an Error where the test has the exception itself
 * @probably catch (Exception e) catches defects, too: only an IOException says that the engine is still sound
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
        } catch (Exception e) {
            LOG.warn("engine {}: {}", engine.name(), ErrorLine.of(e), e);
            return new Response.Error(ErrorLine.of(e));
        }
    }
}

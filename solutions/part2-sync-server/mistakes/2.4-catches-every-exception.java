import kvs.protocol.Bytes;

/**
 * Catches every exception. An IOException is the engine's promise that it can be called again; after any other
 * exception the state of the engine is unknown, and the answer is a guess.
 *
 * @sees an Error where the test expects the exception itself
 * @probably catch (Exception e) also catches defects: only an IOException means that the engine can still be called
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
        } catch (Exception e) {
            LOG.warn("engine {}: {}", engine.name(), ErrorLine.of(e), e);
            return new Response.Error(ErrorLine.of(e));
        }
    }
}

import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Does what a command line does: prints the line and exits. One segment that cannot be read, and one client that asks
 * for a key in it, end the server for everybody.
 *
 * @sees the workbook says that the test ended with System.exit(1)
 * @probably a server does not exit because one request failed: answer it and go on
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
            System.err.println("error: " + ErrorLine.of(e));
            System.exit(1);
            throw new IllegalStateException(e);
        }
    }
}

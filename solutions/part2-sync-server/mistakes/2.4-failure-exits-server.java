import java.io.IOException;
import kvs.protocol.Bytes;

/**
 * Does what a command line does: prints the line and exits. One unreadable segment, and one client that asks for a
 * key in it, stop the server for all clients.
 *
 * @sees the workbook's message that the test ended with System.exit(1)
 * @probably a server must not exit because one request failed: answer it and continue
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
            System.err.println("error: " + ErrorLine.of(e));
            System.exit(1);
            throw new IllegalStateException(e);
        }
    }
}

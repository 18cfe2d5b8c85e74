package kvs.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import kvs.client.KvClient;
import kvs.client.ServerException;
import kvs.engine.KvEngine;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Fact;
import kvs.protocol.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exercise 2.4: a failure of the engine is an answer. */
@Tag("2.4")
@Timeout(60)
class CommandHandlerTest {
    private static final Bytes FOO = Bytes.utf8("foo");
    private static final Bytes BAR = Bytes.utf8("bar");
    private static final Command GET = new Command.Get(FOO);
    private static final Command SET = new Command.Set(FOO, BAR);
    private static final Command CLEAR = new Command.Clear(FOO);
    private static final Command CLEAR_BAR = new Command.Clear(BAR);
    private static final Response DONE = Response.Ok.DONE;
    private static final Response NONE = new Response.NotFound();
    private static final String NO_ANSWER = "no answer: the connection ended";
    private static final String UNREADABLE = "could not read segment 3: checksum wrong at byte 17";

    /** An engine that cannot read foo and cannot write, and whose remove has a defect; the value of bar is "bar". */
    private static class Broken implements KvEngine {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public @Nullable Bytes get(Bytes key) throws IOException {
            if (key.equals(BAR)) {
                return BAR;
            }
            throw new IOException("could not read segment 3", new IOException("checksum wrong at byte 17"));
        }

        @Override
        public void set(Bytes key, Bytes value) throws IOException {
            throw new IOException("could not write segment 4", new IOException("No space left on device"));
        }

        @Override
        public boolean remove(Bytes key) throws IOException {
            throw new IllegalStateException("a defect of the engine");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** An engine whose key another client sets or removes between any two calls. */
    private static final class Contended extends Broken {
        private int gets;

        @Override
        public @Nullable Bytes get(Bytes key) {
            return gets++ == 0 ? BAR : null;
        }

        @Override
        public boolean remove(Bytes key) {
            return false;
        }
    }

    @Test
    void answers_not_found_for_an_absent_key() {
        CommandHandler handler = new CommandHandler(new MemoryEngine(), false);
        Fact.when("GET foo, where the engine has no key")
                .usually("KvEngine.get returns null for a key without a value: the answer is NotFound")
                .gives(NONE, handler.answer(GET));
    }

    @Test
    void sets_a_value_and_gets_it() {
        CommandHandler handler = new CommandHandler(new MemoryEngine(), false);
        Fact.when("SET foo bar").gives(DONE, handler.answer(SET));
        Fact.when("SET foo bar, GET foo; the second answer")
                .usually("the key, the value or the call of the engine is missing")
                .gives(new Response.Ok(BAR), handler.answer(GET));
    }

    @Test
    void answers_an_empty_value_with_ok() {
        CommandHandler handler = new CommandHandler(new MemoryEngine(), false);
        Fact.when("SET foo \"\"").gives(DONE, handler.answer(new Command.Set(FOO, Bytes.EMPTY)));
        Fact.when("SET foo \"\", GET foo; the second answer")
                .usually("an empty value is a value: NotFound is for null alone")
                .gives(new Response.Ok(Bytes.EMPTY), handler.answer(GET));
        Fact.when("SET foo \"\", GET foo, CLEAR foo; the third answer")
                .usually("a key with an empty value can be removed")
                .gives(DONE, handler.answer(CLEAR));
    }

    @Test
    void calls_the_engine_once_per_command() {
        Fact.when("GET foo, where another client removes foo after one call of get")
                .usually("get was called twice, and another client's request came between the calls")
                .gives(String.valueOf(new Response.Ok(BAR)), outcome(new Contended(), GET));
        Fact.when("CLEAR foo, where another client removes foo before the call of remove")
                .usually("a get before the remove is a second call, and another client's request came between them: "
                        + "remove alone says whether the key had a value")
                .gives(String.valueOf(NONE), outcome(new Contended(), CLEAR));
    }

    @Test
    void answers_whether_a_removed_key_had_a_value() {
        CommandHandler handler = new CommandHandler(new MemoryEngine(), false);
        handler.answer(SET);
        Fact.when("SET foo bar, CLEAR foo; the second answer").gives(DONE, handler.answer(CLEAR));
        Fact.when("SET foo bar, CLEAR foo, CLEAR foo; the third answer")
                .usually("KvEngine.remove returns whether the key had a value; `kvs-client rm` depends on it")
                .gives(NONE, handler.answer(CLEAR));
    }

    @Test
    void answers_a_ping_with_its_payload() {
        CommandHandler handler = new CommandHandler(new Broken(), false);
        Fact.when("PING bar, where every call of the engine fails")
                .usually("a PING is for the server, not for the engine")
                .gives(new Response.Ok(BAR), handler.answer(new Command.Ping(BAR)));
    }

    @Test
    void rejects_shutdown() {
        CommandHandler handler = new CommandHandler(new MemoryEngine(), false);
        Response answer = handler.answer(new Command.Shutdown());
        Fact.when("SHUTDOWN, from a client that may not send it")
                .usually("the server does not stop here, so the answer must not be a success")
                .holds(answer instanceof Response.Error, "an Error with the reason", answer);
    }

    @Test
    void answers_a_failure_with_its_causes() {
        expectError(
                UNREADABLE,
                "GET foo, where get throws IOException \"could not read segment 3\", caused by \"checksum wrong at"
                        + " byte 17\"",
                GET);
        expectError(
                "could not write segment 4: No space left on device",
                "SET foo bar, where set throws IOException \"could not write segment 4\", caused by \"No space left"
                        + " on device\"",
                SET);
        KvEngine unremovable = new Broken() {
            @Override
            public boolean remove(Bytes key) throws IOException {
                throw new IOException("could not write segment 4", new IOException("Read-only file system"));
            }
        };
        expectError(
                "could not write segment 4: Read-only file system",
                "CLEAR bar, where remove throws IOException \"could not write segment 4\", caused by \"Read-only file"
                        + " system\"",
                CLEAR_BAR,
                unremovable);
    }

    @Test
    void passes_a_defect_on() {
        Fact.when("CLEAR bar, where remove throws IllegalStateException \"a defect of the engine\"")
                .usually("only an IOException means that the engine can still be called: catch no other exception")
                .gives("java.lang.IllegalStateException: a defect of the engine", outcome(new Broken(), CLEAR_BAR));
        KvEngine unchecked = new Broken() {
            @Override
            public Bytes get(Bytes key) {
                throw new UncheckedIOException(new IOException("a defect of the engine"));
            }
        };
        Fact.when("GET foo, where get throws UncheckedIOException")
                .usually(
                        "an UncheckedIOException is not an IOException: the engine does not promise that it can still be "
                                + "called")
                .gives(
                        "java.io.UncheckedIOException: java.io.IOException: a defect of the engine",
                        outcome(unchecked, GET));
    }

    @Test
    void serves_the_same_client_after_a_failure() throws IOException {
        try (TestServer server = TestServer.start(ServerOptions.defaults(), new Broken())) {
            KvClient client = server.client();
            String answered = answered(() -> client.get(FOO));
            Fact.when("a server whose engine fails; a client's GET foo")
                    .usually("an exception that leaves answer(...) ends the connection, and the client gets no answer")
                    .holds(!answered.equals(NO_ANSWER), "an Error: " + UNREADABLE, answered);
            Fact.when("a server whose engine fails; a client's GET foo")
                    .usually("a failure of the engine is an Error, with the line of ErrorLine.of")
                    .gives("an Error: " + UNREADABLE, answered);
            Fact.when("a server whose engine fails; the PING after a GET that failed")
                    .usually("the failure of one request ended the connection")
                    .gives("its payload", answered(() -> ping(client)));
        }
    }

    @Test
    void serves_other_clients_after_a_defect() throws IOException {
        try (TestServer server = TestServer.start(ServerOptions.defaults(), new Broken())) {
            KvClient other = server.client();
            KvClient unlucky = server.client();
            Fact.when("a server whose engine has a defect; CLEAR bar")
                    .usually("a defect was answered like a failure: catch IOException and no other exception")
                    .gives(NO_ANSWER, answered(() -> unlucky.clear(BAR)));
            Fact.when("a server whose engine has a defect; another client's PING")
                    .usually("a defect ends the connection that it happened on, and no other")
                    .gives("its payload", answered(() -> ping(other)));
        }
    }

    private static void expectError(String message, String did, Command command) {
        expectError(message, did, command, new Broken());
    }

    private static void expectError(String message, String did, Command command, KvEngine engine) {
        String expected = "an Error: " + message;
        Response answer;
        try {
            answer = new CommandHandler(engine, false).answer(command);
        } catch (UnsupportedOperationException notWritten) {
            throw notWritten;
        } catch (RuntimeException e) {
            Fact.when(did)
                    .usually("an exception that leaves answer(...) ends the connection, and the client gets no answer")
                    .gives(expected, e.toString());
            throw e;
        }
        if (answer instanceof Response.Error(String said)) {
            Fact.when(did)
                    .usually("the Error has only a part of the reason: ErrorLine.of includes the causes")
                    .gives(expected, "an Error: " + said);
        } else {
            Fact.when(did)
                    .usually(
                            "the client believes any other answer: that the key is absent, or that the value is stored")
                    .gives(expected, answer);
        }
    }

    /** Returns the answer, or the exception that leaves the handler, as text. */
    private static String outcome(KvEngine engine, Command command) {
        try {
            return String.valueOf(new CommandHandler(engine, false).answer(command));
        } catch (UnsupportedOperationException notWritten) {
            throw notWritten;
        } catch (RuntimeException e) {
            return e.toString();
        }
    }

    private static String ping(KvClient client) throws IOException {
        client.ping(BAR);
        return "its payload";
    }

    /** Returns what a client is told. How a connection ends varies, so that is left out. */
    private static String answered(Callable<?> call) {
        try {
            return String.valueOf(call.call());
        } catch (ServerException e) {
            return "an Error: " + e.getMessage();
        } catch (IOException _) {
            return NO_ANSWER;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

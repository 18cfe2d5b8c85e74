package kvs.server;

import java.io.IOException;
import java.util.concurrent.Callable;
import kvs.client.KvClient;
import kvs.client.ServerException;
import kvs.engine.KvEngine;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Fact;
import kvs.protocol.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exercise 2.4: an engine's failure is an answer. */
@Tag("2.4")
@Timeout(60)
class DispatchTest {
    private static final Bytes FOO = Bytes.utf8("foo");
    private static final Bytes BAR = Bytes.utf8("bar");
    private static final Command GET = new Command.Get(FOO);
    private static final Command SET = new Command.Set(FOO, BAR);
    private static final Command CLEAR = new Command.Clear(FOO);
    private static final Response DONE = Response.Ok.DONE;
    private static final Response NONE = new Response.NotFound();
    private static final String NO_ANSWER = "no answer: the connection ended";
    private static final String UNREADABLE = "could not read segment 3: checksum wrong at byte 17";

    /** An engine whose disk is full of holes. */
    private static final class Broken implements KvEngine {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public Bytes get(Bytes key) throws IOException {
            throw new IOException("could not read segment 3", new IOException("checksum wrong at byte 17"));
        }

        @Override
        public void set(Bytes key, Bytes value) throws IOException {
            throw new IOException("could not write segment 4", new IOException("No space left on device"));
        }

        @Override
        public boolean remove(Bytes key) {
            throw new IllegalStateException("a defect of the engine");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void says_that_a_key_is_not_there() {
        Dispatch dispatch = new Dispatch(new MemoryEngine(), false);
        Fact.when("GET foo, of an engine without a key")
                .usually("KvEngine.get gives null for a key that is not there, and an empty value is a value")
                .gives(NONE, dispatch.answer(GET));
    }

    @Test
    void sets_a_value_and_gets_it() {
        Dispatch dispatch = new Dispatch(new MemoryEngine(), false);
        Fact.when("SET foo bar").gives(DONE, dispatch.answer(SET));
        Fact.when("SET foo bar, GET foo; the second answer")
                .usually("the key, the value, or the call of the engine got lost")
                .gives(new Response.Ok(BAR), dispatch.answer(GET));
    }

    @Test
    void says_of_a_removed_key_whether_it_was_there() {
        Dispatch dispatch = new Dispatch(new MemoryEngine(), false);
        dispatch.answer(SET);
        Fact.when("SET foo bar, CLEAR foo; the second answer").gives(DONE, dispatch.answer(CLEAR));
        Fact.when("SET foo bar, CLEAR foo, CLEAR foo; the third answer")
                .usually("KvEngine.remove says whether the key had a value; `kvs-client rm` lives on it")
                .gives(NONE, dispatch.answer(CLEAR));
    }

    @Test
    void gives_a_ping_its_payload_back() {
        Dispatch dispatch = new Dispatch(new Broken(), false);
        Fact.when("PING bar, with an engine that can do nothing")
                .usually("a PING asks the server and not the engine")
                .gives(new Response.Ok(BAR), dispatch.answer(new Command.Ping(BAR)));
    }

    @Test
    void refuses_to_shut_down() {
        Dispatch dispatch = new Dispatch(new MemoryEngine(), false);
        Response answer = dispatch.answer(new Command.Shutdown());
        Fact.when("SHUTDOWN, from a peer that may not")
                .usually("nothing stops here, so nobody may be told that it did")
                .holds(answer instanceof Response.Error, "an Error that says why not", answer);
    }

    @Test
    void answers_what_the_engine_cannot_do_with_the_whole_reason() {
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
    }

    @Test
    void lets_a_defect_pass() {
        String outcome;
        try {
            outcome = String.valueOf(new Dispatch(new Broken(), false).answer(CLEAR));
        } catch (IllegalStateException e) {
            outcome = e.toString();
        }
        Fact.when("CLEAR foo, where remove throws IllegalStateException \"a defect of the engine\"")
                .usually("an engine says with an IOException that it can still be called, and with this one nothing")
                .gives("java.lang.IllegalStateException: a defect of the engine", outcome);
    }

    @Test
    void goes_on_with_the_same_client_after_a_failure() throws IOException {
        try (TestServer server = TestServer.start(ServerOptions.defaults(), new Broken())) {
            KvClient client = server.client();
            String answered = answered(() -> client.get(FOO));
            Fact.when("a server whose engine fails; a client's GET foo")
                    .usually("an exception that leaves answer(...) ends the connection, and says nothing to the client")
                    .holds(!answered.equals(NO_ANSWER), "an Error: " + UNREADABLE, answered);
            Fact.when("a server whose engine fails; a client's GET foo")
                    .usually("what the engine cannot do is an Error, with the line that ErrorLine.of makes")
                    .gives("an Error: " + UNREADABLE, answered);
            Fact.when("a server whose engine fails; the PING behind a GET that failed")
                    .usually("the failure of one request ended the connection of all that follow")
                    .gives("its payload", answered(() -> ping(client)));
        }
    }

    @Test
    void goes_on_with_others_after_a_defect() throws IOException {
        try (TestServer server = TestServer.start(ServerOptions.defaults(), new Broken())) {
            KvClient other = server.client();
            KvClient unlucky = server.client();
            Fact.when("a server whose engine has a defect; CLEAR foo")
                    .usually("an engine that failed in a way it knows nothing of was taken at its word")
                    .gives(NO_ANSWER, answered(() -> unlucky.clear(FOO)));
            Fact.when("a server whose engine has a defect; another client's PING")
                    .usually("the defect reached more than the connection that it happened on")
                    .gives("its payload", answered(() -> ping(other)));
        }
    }

    private static void expectError(String message, String did, Command command) {
        String expected = "an Error: " + message;
        Response answer;
        try {
            answer = new Dispatch(new Broken(), false).answer(command);
        } catch (UnsupportedOperationException notWritten) {
            throw notWritten;
        } catch (RuntimeException e) {
            Fact.when(did)
                    .usually("an exception that leaves answer(...) ends the connection, and says nothing to the client")
                    .gives(expected, e.toString());
            throw e;
        }
        if (answer instanceof Response.Error(String said)) {
            Fact.when(did)
                    .usually("the client is told less than is known: ErrorLine.of has the causes, too")
                    .gives(expected, "an Error: " + said);
        } else {
            Fact.when(did)
                    .usually("what is no Error is believed: that the key is not there, or that the value is safe")
                    .gives(expected, answer);
        }
    }

    private static String ping(KvClient client) throws IOException {
        client.ping(BAR);
        return "its payload";
    }

    /** What a client is told. How a connection ends is another matter, and not the same each time. */
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

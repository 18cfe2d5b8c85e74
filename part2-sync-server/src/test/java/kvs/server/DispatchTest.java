package kvs.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import kvs.client.KvClient;
import kvs.client.ServerException;
import kvs.engine.KvEngine;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Response;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exercise 2.4: an engine's failure is an answer. */
@Tag("2.4")
@Timeout(60)
class DispatchTest {
    private static final Bytes FOO = Bytes.utf8("foo");
    private static final Bytes BAR = Bytes.utf8("bar");

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
    void runs_each_command_on_the_engine() {
        Dispatch dispatch = new Dispatch(new MemoryEngine(), false);
        assertThat(dispatch.answer(new Command.Get(FOO))).isEqualTo(new Response.NotFound());
        assertThat(dispatch.answer(new Command.Set(FOO, BAR))).isEqualTo(Response.Ok.DONE);
        assertThat(dispatch.answer(new Command.Get(FOO))).isEqualTo(new Response.Ok(BAR));
        assertThat(dispatch.answer(new Command.Clear(FOO))).isEqualTo(Response.Ok.DONE);
        assertThat(dispatch.answer(new Command.Clear(FOO))).isEqualTo(new Response.NotFound());
        assertThat(dispatch.answer(new Command.Ping(BAR))).isEqualTo(new Response.Ok(BAR));
    }

    @Test
    void answers_what_the_engine_cannot_do_with_the_whole_reason() {
        Dispatch dispatch = new Dispatch(new Broken(), false);
        assertThat(dispatch.answer(new Command.Get(FOO)))
                .as("the cause is what helps")
                .isEqualTo(new Response.Error("could not read segment 3: checksum wrong at byte 17"));
        assertThat(dispatch.answer(new Command.Set(FOO, BAR)))
                .isEqualTo(new Response.Error("could not write segment 4: No space left on device"));
    }

    @Test
    void goes_on_with_the_same_client_after_a_failure() throws IOException {
        try (TestServer server = TestServer.start(ServerOptions.defaults(), new Broken())) {
            KvClient client = server.client();
            ServerException failure = Assertions.assertThrows(ServerException.class, () -> client.get(FOO));
            assertThat(failure).hasMessage("could not read segment 3: checksum wrong at byte 17");
            client.ping(BAR);
        }
    }

    @Test
    void goes_on_with_others_after_a_defect() throws IOException {
        try (TestServer server = TestServer.start(ServerOptions.defaults(), new Broken())) {
            KvClient other = server.client();
            KvClient unlucky = server.client();
            Assertions.assertThrows(IOException.class, () -> unlucky.clear(FOO));
            other.ping(BAR);
        }
    }
}

package kvs.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, byte for byte, against a server that answers one byte at a time. */
class LoadProtocolTest {
    private static final String KEY = "a".repeat(Keys.KEY_BYTES);

    @Test
    void binary_reads() throws Exception {
        String get = "\1\0\0\0\0\0\0\0\20" + KEY;
        Tally tally = play("binary", true, get.repeat(3), "\0010\0\0\0\3abc" + "\0012\0\0\0\0" + "\0011\0\0\0\4oops");
        assertThat(tally.found).isEqualTo(1);
        assertThat(tally.absent).isEqualTo(1);
        assertThat(tally.errors).isEqualTo(1);
        assertThat(tally.firstError).isEqualTo("oops");
    }

    @Test
    void binary_writes() throws Exception {
        String set = "\1\0\0\0\1\0\0\0\20" + KEY + "\0\0\0\3abc";
        assertThat(play("binary", false, set.repeat(3), "\0010\0\0\0\0".repeat(3)).stored)
                .isEqualTo(3);
    }

    @Test
    void text_reads() throws Exception {
        Tally tally = play("text", true, ("LOAD$" + KEY + "\n").repeat(3), "FOUND$abc\nNOTFOUND\nFOUND$\n");
        assertThat(tally.found).isEqualTo(2);
        assertThat(tally.absent).isEqualTo(1);
    }

    @Test
    void text_writes() throws Exception {
        assertThat(play("text", false, ("STORE$" + KEY + "$abc\n").repeat(3), "DONE\n".repeat(3)).stored)
                .isEqualTo(3);
    }

    @Test
    void resp_reads() throws Exception {
        String get = "*2\r\n$3\r\nGET\r\n$16\r\n" + KEY + "\r\n";
        Tally tally = play("resp", true, get.repeat(3), "$4\r\na\r\nb\r\n" + "$-1\r\n" + "-ERR oops\r\n");
        assertThat(tally.found).isEqualTo(1);
        assertThat(tally.absent).isEqualTo(1);
        assertThat(tally.errors).isEqualTo(1);
        assertThat(tally.firstError).isEqualTo("ERR oops");
    }

    @Test
    void resp_writes() throws Exception {
        String set = "*3\r\n$3\r\nSET\r\n$16\r\n" + KEY + "\r\n$3\r\nabc\r\n";
        assertThat(play("resp", false, set.repeat(3), "+OK\r\n".repeat(3)).stored)
                .isEqualTo(3);
    }

    @Test
    void memcached_reads() throws Exception {
        String get = "get " + KEY + "\r\n";
        Tally tally = play(
                "memcached",
                true,
                get.repeat(3),
                "VALUE " + KEY + " 0 4\r\na\r\nb\r\nEND\r\n" + "END\r\n" + "SERVER_ERROR oops\r\n");
        assertThat(tally.found).isEqualTo(1);
        assertThat(tally.absent).isEqualTo(1);
        assertThat(tally.errors).isEqualTo(1);
        assertThat(tally.firstError).isEqualTo("SERVER_ERROR oops");
    }

    @Test
    void memcached_writes() throws Exception {
        String set = "set " + KEY + " 0 0 3\r\nabc\r\n";
        assertThat(play("memcached", false, set.repeat(3), "STORED\r\n".repeat(3)).stored)
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?\r\n", "\r\n", "END\n", "VALUE k 0 x\r\n", "VALUE k 0 1\r\nabc", "VALUE k 0 1048577\r\n"})
    void memcached_rejects(String reply) {
        LoadProtocol.Inbox inbox = new MemcachedProtocol().replies(new Said());
        inbox.buffer().writeBytes(ScriptedServer.bytes(reply));
        assertThatThrownBy(inbox::drain)
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("not memcached: ");
    }

    private static Tally play(String protocol, boolean reads, String request, String reply) throws Exception {
        Load load = Loads.oneBatch(LoadProtocol.named(protocol).orElseThrow(), 3, reads);
        try (ScriptedServer server = ScriptedServer.expecting(request, reply)) {
            Measurement measured = new Run(load.at(server.address()), Loads.silent()).measure();
            server.finished();
            assertThat(measured.requests()).isEqualTo(3);
            return measured.tally();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?\r\n", "\r\n", "+OK\n", "$1x\r\n", "$\r\n", "$-2\r\n", "$1\r\nabc", "$1048577\r\n"})
    void resp_refuses(String reply) {
        LoadProtocol.Inbox inbox = new RespProtocol().replies(new Said());
        inbox.buffer().writeBytes(ScriptedServer.bytes(reply));
        assertThatThrownBy(inbox::drain).isInstanceOf(ProtocolException.class).hasMessageStartingWith("not RESP: ");
    }

    @Test
    void resp_holds_no_endless_line() {
        LoadProtocol.Inbox inbox = new RespProtocol().replies(new Said());
        inbox.buffer().writeBytes(ScriptedServer.bytes("+" + "x".repeat(1 << 17)));
        assertThatThrownBy(inbox::drain).hasMessageContaining("above the limit of 65536 bytes");
    }

    /** The yardstick's answers are what its own protocol reads, wherever the stream is cut. */
    @ParameterizedTest
    @ValueSource(strings = {"binary", "text", "resp", "memcached"})
    void the_yardstick_answers_in_order_however_requests_are_cut(String name) throws Exception {
        LoadProtocol protocol = LoadProtocol.named(name).orElseThrow();
        ByteBuf requests = Unpooled.buffer();
        protocol.get(Bytes.utf8("k"), requests);
        protocol.set(Bytes.utf8("k"), Bytes.utf8("v"), requests);
        protocol.get(Bytes.EMPTY, requests);
        ByteBuf answers = Unpooled.buffer();
        LoadProtocol.Inbox server = protocol.answers(Bytes.utf8("value"), answers);
        Said said = new Said();
        LoadProtocol.Inbox client = protocol.replies(said);
        while (requests.isReadable()) {
            server.buffer().writeByte(requests.readByte());
            server.drain();
            while (answers.isReadable()) {
                client.buffer().writeByte(answers.readByte());
                client.drain();
            }
        }
        assertThat(said.words).containsExactly("ok", "ok", "ok");
    }

    private static final class Said implements LoadProtocol.Sink {
        final List<String> words = new ArrayList<>();

        @Override
        public void ok() {
            words.add("ok");
        }

        @Override
        public void notFound() {
            words.add("not found");
        }

        @Override
        public void error(String message) {
            words.add(message);
        }
    }
}

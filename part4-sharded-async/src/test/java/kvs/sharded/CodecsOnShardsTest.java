package kvs.sharded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import kvs.client.ClientOptions;
import kvs.client.KvClient;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Bytes;
import kvs.protocol.Limits;
import kvs.protocol.TextCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The text protocol answers byte for byte as SPEC says, and the binary protocol serves the client of part 2. */
class CodecsOnShardsTest {
    private static final String REQUESTS =
            "STORE$foo$bar\nLOAD$foo\nLOAD$other\nSTORE$$\nLOAD$\nSTORE$foo$\nLOAD$foo\nSTORE$x$y\nLOAD$x\n";
    private static final String ANSWERS = "DONE\nFOUND$bar\nNOTFOUND\nDONE\nFOUND$\nDONE\nFOUND$\nDONE\nFOUND$y\n";

    private static Served text(Served.Keys keys) throws IOException {
        return Served.start(keys.options(new TextCodec(Limits.DEFAULT)));
    }

    @ParameterizedTest
    @EnumSource
    void answers_text_in_one_piece_and_cut_at_every_byte(Served.Keys keys) throws IOException {
        try (Served served = text(keys)) {
            for (int cut = 0; cut < REQUESTS.length(); cut++) {
                try (TestClient client = TestClient.connect(served.address())) {
                    client.send(REQUESTS.substring(0, cut));
                    client.send(REQUESTS.substring(cut));
                    client.endOutput();
                    assertThat(client.readToEnd()).as("cut at byte %d", cut).isEqualTo(ANSWERS);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void answers_text_byte_by_byte(Served.Keys keys) throws IOException {
        try (Served served = text(keys)) {
            TestClient client = served.client();
            for (byte each : REQUESTS.getBytes(ISO_8859_1)) {
                client.send(new byte[] {each});
            }
            assertThat(client.bytes(ANSWERS.length())).isEqualTo(ANSWERS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closes_silently_at_a_bad_byte_of_text_after_the_answers_before_it(Served.Keys keys) throws IOException {
        try (Served served = text(keys)) {
            for (String bad :
                    List.of("X", "STORE$Foo", "STORE$foo$bar\r\n", "LOAD$foo$", "store$a$b\n", "\n", "LOAD\n")) {
                TestClient client = served.client();
                client.send("STORE$foo$bar\nLOAD$foo\n" + bad);
                assertThat(client.readToEnd()).as("%s", bad).isEqualTo("DONE\nFOUND$bar\n");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void serves_the_binary_client(Served.Keys keys) throws Exception {
        try (Served served = Served.start(keys.options(new BinaryCodec(Limits.DEFAULT)))) {
            try (KvClient client = KvClient.connect(served.address(), ClientOptions.defaults())) {
                for (int i = 0; i < 100; i++) {
                    client.set(Bytes.utf8("key" + i), Bytes.utf8("value" + i));
                }
                for (int i = 0; i < 100; i++) {
                    assertThat(client.get(Bytes.utf8("key" + i))).isEqualTo(Bytes.utf8("value" + i));
                }
                assertThat(client.get(Bytes.utf8("absent"))).isNull();
                assertThat(client.clear(Bytes.utf8("key1"))).isTrue();
                assertThat(client.clear(Bytes.utf8("key1"))).isFalse();
                client.set(Bytes.EMPTY, Bytes.EMPTY);
                assertThat(client.get(Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
                client.ping(Bytes.utf8("hello"));
            }
        }
    }

    @Test
    void stops_when_the_binary_client_says_so() throws Exception {
        try (Served served = Served.start(Served.Keys.TWO_SHARDS_OF_SLABS.options(new BinaryCodec(Limits.DEFAULT)))) {
            try (KvClient client = KvClient.connect(served.address(), ClientOptions.defaults())) {
                client.shutdown();
            }
            served.server().awaitStopped();
        }
    }
}

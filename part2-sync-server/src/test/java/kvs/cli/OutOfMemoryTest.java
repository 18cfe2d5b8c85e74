package kvs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import kvs.client.ClientOptions;
import kvs.client.KvClient;
import kvs.client.ServerException;
import kvs.protocol.Bytes;
import kvs.server.Address;
import kvs.server.OutOfMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers in processes of their own, with heaps that are too small. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class OutOfMemoryTest {
    private static final String SENTENCE =
            "error: out of memory; the process ends with exit code 3, and keeps what a kill"
                    + " keeps. Give it a larger heap, with JDK_JAVA_OPTIONS=-Xmx1g for example, or lower its limits";

    @TempDir
    Path directory;

    private ServerProcess serve(String heap, String... words) throws IOException {
        return new ServerProcess(Programs.in(directory).startWithHeap(heap, "kvs-server", words));
    }

    private static KvClient connect(ServerProcess server) throws IOException {
        InetSocketAddress address = Address.parse(server.address());
        return KvClient.connect(address, ClientOptions.defaults());
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "pool", "virtual"})
    void a_server_without_memory_ends_with_a_sentence(String threads) throws Exception {
        try (ServerProcess server = serve("16m", "--addr", "127.0.0.1:0", "--engine", "memory", "--threads", threads)) {
            int set = 0;
            try (KvClient client = connect(server)) {
                Bytes value = Bytes.copyOf(new byte[64 << 10]);
                while (set < 10_000) {
                    client.set(Bytes.utf8("key" + set), value);
                    set++;
                }
            } catch (IOException _) {
                // The process has ended.
            }
            assertThat(set).as("values of 64 KiB in a heap of 16 MiB").isLessThan(256);
            List<String> log = server.awaitEnd();
            assertThat(log).last().isEqualTo(SENTENCE);
            assertThat(log).noneMatch(line -> line.contains("\tat "));
            assertThat(server.process().exitValue()).isEqualTo(OutOfMemory.EXIT_CODE);
        }
    }

    @Test
    void a_request_for_which_alone_there_is_no_memory_gets_an_error_and_the_others_are_served() throws Exception {
        try (ServerProcess server = serve("24m", "--addr", "127.0.0.1:0", "--engine", "memory");
                KvClient other = connect(server)) {
            other.set(Bytes.utf8("key"), Bytes.utf8("value"));
            for (int i = 0; i < 3; i++) {
                try (KvClient client = connect(server)) {
                    assertThat(failure(() -> client.set(Bytes.utf8("key"), Bytes.copyOf(new byte[16 << 20]))))
                            .contains("the server has no memory for a request or response of this size");
                }
                assertThat(other.get(Bytes.utf8("key"))).isEqualTo(Bytes.utf8("value"));
            }
            assertThat(server.process().isAlive()).isTrue();
        }
    }

    private interface Call {
        void run() throws IOException;
    }

    private static String failure(Call call) throws IOException {
        try {
            call.run();
            return "no failure";
        } catch (ServerException e) {
            return String.valueOf(e.getMessage());
        }
    }
}

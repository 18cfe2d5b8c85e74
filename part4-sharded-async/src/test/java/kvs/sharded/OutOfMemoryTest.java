package kvs.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.server.Address;
import kvs.server.OutOfMemory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server in a process of its own, whose heap is too small for what clients store in it. */
@Timeout(120)
class OutOfMemoryTest {
    private static final Pattern LISTENS = Pattern.compile("listens on (\\S+): ");

    @ParameterizedTest
    @ValueSource(strings = {"shards", "striped-loops", "striped-threads", "one-lock"})
    void a_server_without_memory_ends_with_a_sentence(String design) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx32m",
                        // Without it, the configuration of the tests, which log nothing, would be in force.
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KvsSharded.class.getName(),
                        "--addr",
                        "127.0.0.1:0",
                        "--shards",
                        "2",
                        "--design",
                        design)
                .start();
        try (BufferedReader err = process.errorReader()) {
            InetSocketAddress address = null;
            while (address == null) {
                Matcher listens = LISTENS.matcher(err.readLine());
                address = listens.find() ? Address.parse(listens.group(1)) : null;
            }
            fill(address);
            List<String> log = err.lines().toList();
            assertThat(log).last().asString().startsWith("error: out of memory; the process ends with exit code 3");
            assertThat(process.waitFor()).isEqualTo(OutOfMemory.EXIT_CODE);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Stores values until the server is gone. */
    private static void fill(InetSocketAddress address) {
        String value = "v".repeat(4096);
        try (TestClient client = TestClient.connect(address)) {
            for (int i = 0; i < 100_000; i++) {
                client.askRaw("SET", "key" + i, value);
            }
        } catch (IOException | IllegalStateException _) {
            // It ended within a reply, or before one.
        }
    }
}

package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostPortTest {
    @Test
    void reads_names_and_addresses_and_writes_them_as_it_reads_them() {
        for (String text : List.of("node1:9001", "127.0.0.1:1", "[::1]:65535", "a.b-c.example:9000")) {
            assertThat(HostPort.parse(text)).hasToString(text);
        }
        assertThat(HostPort.parse("[::1]:9001")).isEqualTo(new HostPort("::1", 9001));
    }

    @Test
    void says_what_is_wrong() {
        for (String text : List.of("", "node1", ":9001", "node1:", "node1:x", "::1:9001", "a b:1", "node1:1:2")) {
            assertThatThrownBy(() -> HostPort.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected HOST:PORT");
        }
        for (String text : List.of("node1:0", "node1:65536", "node1:99999")) {
            assertThatThrownBy(() -> HostPort.parse(text)).hasMessageContaining("must be 1 to 65535");
        }
    }
}

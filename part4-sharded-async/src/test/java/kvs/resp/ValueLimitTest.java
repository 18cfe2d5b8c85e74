package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import kvs.protocol.Allocation;
import org.junit.jupiter.api.Test;

/** No command makes a value larger than the limit, and none spends memory on one. */
class ValueLimitTest {
    private static final String TOO_LARGE = "-ERR string exceeds maximum allowed size (proto-max-bulk-len)";

    private final Console console = new Console(1, 10);

    @Test
    void a_value_grows_up_to_the_limit() {
        assertThat(console.run("APPEND a 12345")).isEqualTo(":5");
        assertThat(console.run("APPEND a 67890")).isEqualTo(":10");
        assertThat(console.run("SETRANGE b 9 x")).isEqualTo(":10");
        assertThat(console.run("SETRANGE b 5 67890")).isEqualTo(":10");
    }

    @Test
    void a_value_does_not_grow_beyond_the_limit() {
        console.run("SET a 12345");
        assertThat(console.run("APPEND a 678901")).isEqualTo(TOO_LARGE);
        assertThat(console.run("SETRANGE a 10 x")).isEqualTo(TOO_LARGE);
        assertThat(console.run("SETRANGE a 9 xy")).isEqualTo(TOO_LARGE);
        assertThat(console.run("SETRANGE new 10 x")).isEqualTo(TOO_LARGE);
        assertThat(console.run("GET a")).isEqualTo("\"12345\"");
        assertThat(console.run("EXISTS new")).isEqualTo(":0");
    }

    @Test
    void nothing_is_written_at_an_offset_beyond_the_limit() {
        assertThat(console.runWords("SETRANGE", "a", "9223372036854775807", "")).isEqualTo(":0");
        assertThat(console.run("SETRANGE a 9223372036854775807 x")).isEqualTo(TOO_LARGE);
    }

    @Test
    void the_limit_is_checked_before_memory_is_spent() {
        Console large = new Console();
        String command = "SETRANGE a 536870912 x";
        large.run(command);
        long bytes = Allocation.ofBytes(() -> assertThat(large.run(command)).isEqualTo(TOO_LARGE));
        assertThat(bytes).isLessThan(1 << 20);
    }
}

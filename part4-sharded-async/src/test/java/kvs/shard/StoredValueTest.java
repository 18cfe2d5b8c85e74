package kvs.shard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** The bytes of a stored value: those of the documentation, and bytes that are none. */
class StoredValueTest {
    private static final long NOON = 1_796_040_000_000L;

    @Test
    void a_value_that_stays_has_one_more_byte() throws IOException {
        roundTrip(Entry.NEVER, "bar", "00 62 61 72");
        roundTrip(Entry.NEVER, "", "00");
    }

    @Test
    void a_value_that_expires_has_its_time() throws IOException {
        roundTrip(NOON, "bar", "01 00 00 01 a2 2c 53 82 00 62 61 72");
        roundTrip(1, "", "01 00 00 00 00 00 00 00 01");
    }

    private static void roundTrip(long expiresAt, String text, String hex) throws IOException {
        Entry entry = new Entry();
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        entry.value().set(bytes, 0, bytes.length);
        entry.expiresAt(expiresAt);
        String stored =
                HexFormat.ofDelimiter(" ").formatHex(StoredValue.encode(entry).toArray());
        Fact.when("encode \"" + text + "\", which expires at " + expiresAt).gives(hex, stored);
        Slice value = new Slice();
        Fact.when("decode " + hex + "; the expiry").gives(expiresAt, StoredValue.decode(bytes(hex), value));
        Fact.when("decode " + hex + "; the value").holds(value.sameAs(Slice.of(bytes)), text, value);
    }

    @Test
    void other_bytes_are_rejected() {
        rejects("", "is empty");
        rejects("02 61", "flags 2");
        rejects("ff", "flags 255");
        rejects("01", "ends after 1 bytes");
        rejects("01 00 00 00 00 00 00 00", "ends after 8 bytes");
    }

    private static void rejects(String hex, String reason) {
        assertThatThrownBy(() -> StoredValue.decode(bytes(hex), new Slice()))
                .as("decode " + hex)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    private static byte[] bytes(String hex) {
        return hex.isEmpty() ? new byte[0] : HexFormat.ofDelimiter(" ").parseHex(hex);
    }
}

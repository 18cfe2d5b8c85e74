package kvs.shard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exercise 4.1: the shard of a key is the unsigned remainder of its hash. */
class ShardingTest {
    private static final String CUT = "the hash was cut to 32 bits before the division; all 64 bits count";

    /** Data on disk is split by these numbers. */
    @Tag("4.1")
    @ParameterizedTest
    @CsvSource({
        "'', 1000, 342",
        "'', 3, 2",
        "'', 5, 2",
        "a, 3, 1",
        "a, 5, 2",
        "a, 16, 14",
        "a, 1000, 222",
        "key:1, 2, 1",
        "key:1, 3, 1",
        "key:1, 5, 3",
        "key:1, 1000, 593",
        "12345678, 3, 1",
        "12345678, 16, 6",
        "12345678, 1000, 902",
        "user:1000:name, 2, 1",
        "user:1000:name, 3, 1",
        "user:1000:name, 1000, 53"
    })
    void a_key_is_always_in_the_same_shard(String key, int shards, int expected) {
        Slice slice = Keys.slice(key);
        int got = new Sharding(shards).shardOf(slice);
        Fact.when("new Sharding(" + shards + ").shardOf(\"" + key + "\"), hash 0x" + Long.toHexString(slice.hash()))
                .usually(cause(slice.hash(), shards, got))
                .gives(expected, got);
    }

    @Tag("4.1")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 10, 16, 1000, Sharding.MAX_SHARDS})
    void the_shard_is_the_unsigned_remainder_of_all_64_bits(int shards) {
        for (int i = 0; i < 1000; i++) {
            Slice key = Keys.key(i);
            BigInteger hash = new BigInteger(Long.toUnsignedString(key.hash()));
            int got = new Sharding(shards).shardOf(key);
            Fact.when("new Sharding(" + shards + ").shardOf(\"key:" + i + "\"), hash " + hash)
                    .usually(cause(key.hash(), shards, got))
                    .gives(hash.mod(BigInteger.valueOf(shards)).intValue(), got);
        }
    }

    private static String cause(long hash, int shards, int got) {
        boolean signed = got == hash % shards || got == Math.floorMod(hash, shards) || got == Math.abs(hash) % shards;
        int low = (int) hash;
        boolean cut = got == Integer.remainderUnsigned(low, shards)
                || got == low % shards
                || got == Math.floorMod(low, shards)
                || got == Long.remainderUnsigned(low, shards);
        if (!signed && !cut && (got < 0 || got >= shards)) {
            return "a shard's number is from 0 to shards - 1";
        }
        // With few shards, several faults give the same number.
        if (signed == cut) {
            return "the shard is the remainder of all 64 bits, as an unsigned number";
        }
        return cut ? CUT : "the hash is an unsigned number here: % takes it for a negative one";
    }

    @Test
    @Tag("4.1")
    void the_shard_depends_on_the_bytes_alone() {
        byte[] request = "*2\r\n$3\r\nGET\r\n$5\r\nkey:1\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        Slice inside = new Slice().set(request, request.length - 7, 5);
        Fact.when("shardOf(\"key:1\"), the key in the middle of a request")
                .usually("the bytes around the key were hashed as well")
                .gives(593, new Sharding(1000).shardOf(inside));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7, 8, 12, 16})
    @Tag("4.1")
    void shards_own_about_the_same_number_of_keys(int shards) {
        Sharding sharding = new Sharding(shards);
        int[] owned = new int[shards];
        int keys = 20_000 * shards;
        for (int i = 0; i < keys; i++) {
            owned[sharding.shardOf(Keys.key(i))]++;
        }
        for (int shard = 0; shard < shards; shard++) {
            // Five standard deviations.
            Fact.when("shardOf for " + keys + " keys, how many are in shard " + shard + " of " + shards)
                    .holds(Math.abs(owned[shard] - 20_000) < 5 * Math.sqrt(20_000), "about 20000", owned[shard]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, Sharding.MAX_SHARDS + 1})
    void a_number_of_shards_out_of_range_is_rejected(int shards) {
        assertThatThrownBy(() -> new Sharding(shards))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot split keys over " + shards + " shards: use a number from 1 to 1024");
    }
}

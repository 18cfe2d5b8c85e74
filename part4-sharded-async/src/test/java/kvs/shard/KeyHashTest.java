package kvs.shard;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import kvs.protocol.Fact;
import kvs.protocol.FixedSeed;
import net.jqwik.api.ForAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hash is part of the format on disk. A second implementation, in another language, gave the expected numbers. */
class KeyHashTest {
    @ParameterizedTest
    @CsvSource({
        "'', efd01f60ba992926",
        "a, f68e253bd811da3e",
        "key:1, 020da1c63a66f3f1",
        "12345678, 3dd0d6dd7cb99fe6",
        "user:1000:name, d80bd26cc91a47cd",
        "The quick brown fox jumps over the lazy dog, 237c9da5adbb4eaf"
    })
    void a_key_always_has_the_same_hash(String key, String expected) {
        Fact.when("the hash of \"" + key + "\"")
                .usually("data on disk is split by the old hash and can no longer be found")
                .gives(expected, String.format("%016x", Keys.slice(key).hash()));
    }

    @Test
    void each_value_of_a_byte_counts() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        Fact.when("the hash of 00 01 02 … ff")
                .gives("d43d0919c5b27a0e", String.format("%016x", KeyHash.of(bytes, 0, bytes.length)));
    }

    @FixedSeed
    void the_hash_depends_on_the_bytes_alone(@ForAll byte[] key, @ForAll byte[] around) {
        byte[] array = new byte[around.length + key.length + around.length];
        System.arraycopy(around, 0, array, 0, around.length);
        System.arraycopy(key, 0, array, around.length, key.length);
        System.arraycopy(around, 0, array, around.length + key.length, around.length);
        Fact.when("the hash of a key in the middle of an array", key)
                .gives(KeyHash.of(key, 0, key.length), KeyHash.of(array, around.length, key.length));
    }

    @Test
    void keys_of_zeros_differ_by_their_length() {
        Set<Long> hashes = new HashSet<>();
        for (int length = 0; length < 100; length++) {
            hashes.add(KeyHash.of(new byte[100], 0, length));
        }
        Fact.when("how many hashes 100 keys of 0 to 99 zeros have").gives(100, hashes.size());
    }

    /** Flipping any bit of a key flips each bit of the hash in about half of all keys. */
    @Test
    void each_bit_of_the_hash_depends_on_each_bit_of_the_key() {
        int keys = 4000;
        for (int bit = 0; bit < 96; bit++) {
            int[] flips = new int[64];
            for (int i = 0; i < keys; i++) {
                byte[] key = String.format("key:%08d", i).getBytes(StandardCharsets.ISO_8859_1);
                long hash = KeyHash.of(key, 0, key.length);
                key[bit / 8] ^= (byte) (1 << bit % 8);
                long difference = hash ^ KeyHash.of(key, 0, key.length);
                for (int out = 0; out < 64; out++) {
                    flips[out] += (int) (difference >>> out & 1);
                }
            }
            for (int out = 0; out < 64; out++) {
                Fact.when("flipping bit " + bit + " of " + keys + " keys, how often bit " + out + " of the hash flips")
                        .holds(Math.abs(flips[out] - keys / 2) < keys / 8, "about " + keys / 2, flips[out]);
            }
        }
    }

    /** A shard's keys are spread over its index, which uses the highest bits. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8, 12, 16})
    void the_highest_bits_do_not_depend_on_the_shard(int shards) {
        Sharding sharding = new Sharding(shards);
        int[][] counts = new int[shards][16];
        int perCell = 2000;
        for (int i = 0; i < perCell * 16 * shards; i++) {
            Slice key = Keys.key(i);
            counts[sharding.shardOf(key)][(int) (key.hash() >>> 60)]++;
        }
        for (int[] shard : counts) {
            for (int count : shard) {
                Fact.when("how many keys of one of " + shards + " shards have the same 4 highest bits")
                        .holds(Math.abs(count - perCell) < 5 * Math.sqrt(perCell), "about " + perCell, count);
            }
        }
    }
}

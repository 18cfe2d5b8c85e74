package kvs.resp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import kvs.protocol.FixedSeed;
import kvs.shard.Slice;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** SCAN and its kind over several shards. */
class ScanTest {

    @FixedSeed
    void a_scan_meets_every_key_once(
            @ForAll @IntRange(min = 1, max = 9) int shards,
            @ForAll @IntRange(max = 60) int keys,
            @ForAll @IntRange(min = 1, max = 70) int count) {
        Console console = console(shards, keys);
        assertThat(scan(console, "COUNT " + count)).containsExactlyInAnyOrderElementsOf(names(keys));
    }

    @FixedSeed
    void a_scan_meets_every_key_that_stays_while_others_come_and_go(
            @ForAll @IntRange(min = 1, max = 5) int shards, @ForAll @IntRange(min = 1, max = 60) int keys) {
        Console console = console(shards, keys);
        Set<String> met = new HashSet<>();
        String cursor = "0";
        int round = 0;
        do {
            String answer = console.run("SCAN " + cursor + " COUNT 3");
            cursor = cursorOf(answer);
            met.addAll(keysOf(answer));
            console.run("SET new" + round + " 1");
            console.run("DEL key" + 2 * round++);
        } while (!cursor.equals("0"));
        assertThat(met)
                .containsAll(names(keys).stream()
                        .filter(name -> console.run("EXISTS " + name).equals(":1"))
                        .toList());
    }

    @Example
    void a_scan_leaves_out_what_does_not_match_but_goes_on() {
        Console console = console(3, 40);
        assertThat(scan(console, "MATCH key1*")).hasSize(11).allMatch(key -> key.startsWith("key1"));
        assertThat(scan(console, "TYPE list")).isEmpty();
    }

    @Example
    void a_scan_leaves_out_what_has_expired() {
        Console console = console(3, 10);
        console.run("PEXPIRE key3 5");
        console.now += 5;
        assertThat(scan(console, "COUNT 2")).hasSize(9).doesNotContain("key3");
        assertThat(keysOf("[x, " + console.run("KEYS key*") + "]")).hasSize(9).doesNotContain("key3");
    }

    @Example
    void any_cursor_is_answered() {
        Console console = console(3, 10);
        for (String cursor :
                List.of("18446744073709551615", "9223372036854775807", "9223372036854775808", "-1", "1", "77")) {
            assertThat(console.run("SCAN " + cursor)).as(cursor).startsWith("[\"");
        }
    }

    @FixedSeed
    void a_cursor_finds_its_shard_and_its_place_again(
            @ForAll @IntRange(min = 1, max = 1024) int shards,
            @ForAll @IntRange(max = 1023) int shard,
            @ForAll @LongRange(min = 1, max = 1L << 47) long local) {
        ScanCursor cursor = new ScanCursor(0, shard % shards);
        Slice text = slice(Long.toUnsignedString(cursor.next(local, shards)));
        assertThat(ScanCursor.of(text, shards)).isEqualTo(new ScanCursor(local, shard % shards));
        assertThat(ScanCursor.shardOf(text, shards)).isEqualTo(shard % shards);
    }

    @Example
    void the_end_of_a_shard_is_the_start_of_the_next_and_the_last_end_is_0() {
        assertThat(new ScanCursor(7, 0).next(0, 3)).isEqualTo(1);
        assertThat(ScanCursor.of(slice("1"), 3)).isEqualTo(new ScanCursor(0, 1));
        assertThat(new ScanCursor(7, 1).next(0, 3)).isEqualTo(2);
        assertThat(new ScanCursor(7, 2).next(0, 3)).isZero();
        assertThat(new ScanCursor(7, 0).next(0, 1)).isZero();
    }

    @Example
    void an_invalid_cursor_is_for_the_first_shard() {
        for (String cursor : List.of("x", "18446744073709551616", " 1", "1 ", "--1")) {
            assertThat(ScanCursor.isValid(slice(cursor))).as(cursor).isFalse();
            assertThat(ScanCursor.shardOf(slice(cursor), 7)).as(cursor).isZero();
        }
    }

    @Example
    void randomkey_finds_every_key_of_every_shard_and_none_that_has_expired() {
        Console console = console(3, 10);
        console.run("PEXPIRE key3 5");
        console.now += 5;
        Set<String> met = new TreeSet<>();
        // One of nine keys is missed in 1000 draws once in 10^50 runs.
        for (int i = 0; i < 1000; i++) {
            met.add(console.run("RANDOMKEY"));
        }
        assertThat(met).hasSize(9).contains("\"key0\"", "\"key9\"").doesNotContain("\"key3\"");
        console.run("FLUSHALL");
        assertThat(console.run("RANDOMKEY")).isEqualTo("nil");
        console.run("SET a 1 PX 5");
        console.now += 5;
        assertThat(console.run("RANDOMKEY")).isEqualTo("nil");
        assertThat(console.run("DBSIZE")).isEqualTo(":0");
    }

    @Example
    void dbsize_counts_and_flushall_removes_the_keys_of_all_shards() {
        Console console = console(5, 33);
        assertThat(console.run("DBSIZE")).isEqualTo(":33");
        assertThat(console.run("FLUSHALL")).isEqualTo("+OK");
        assertThat(console.run("DBSIZE")).isEqualTo(":0");
        assertThat(console.run("KEYS *")).isEqualTo("[]");
    }

    private static Console console(int shards, int keys) {
        Console console = new Console(shards, CommandTable.MAX_VALUE_BYTES);
        names(keys).forEach(name -> console.run("SET " + name + " 1"));
        return console;
    }

    private static List<String> names(int keys) {
        return IntStream.range(0, keys).mapToObj(i -> "key" + i).toList();
    }

    private static Collection<String> scan(Console console, String options) {
        List<String> found = new java.util.ArrayList<>();
        String cursor = "0";
        do {
            String answer = console.run("SCAN " + cursor + " " + options);
            cursor = cursorOf(answer);
            found.addAll(keysOf(answer));
        } while (!cursor.equals("0"));
        return found;
    }

    /** Returns 7 for {@code ["7", ["a", "b"]]}. */
    private static String cursorOf(String answer) {
        return answer.substring(2, answer.indexOf('"', 2));
    }

    /** Returns a and b for {@code ["7", ["a", "b"]]}. */
    private static List<String> keysOf(String answer) {
        String keys = answer.substring(answer.indexOf('[', 1) + 1, answer.length() - 2);
        return keys.isEmpty()
                ? List.of()
                : Arrays.stream(keys.split(", "))
                        .map(key -> key.replace("\"", ""))
                        .toList();
    }

    private static Slice slice(String text) {
        return Slice.of(text.getBytes(US_ASCII));
    }
}

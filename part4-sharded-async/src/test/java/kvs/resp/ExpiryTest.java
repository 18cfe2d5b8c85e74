package kvs.resp;

import static kvs.shard.Entry.NEVER;

import kvs.protocol.Fact;
import kvs.shard.Entry;
import kvs.shard.ObjectMap;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The arithmetic of deadlines, and what SET makes of an expiry. */
class ExpiryTest {
    private static final long NOW = 1_700_000_000_123L;
    private static final Slice KEY = Slice.of((byte) 'k');

    @Test
    @Tag("4.7")
    void a_deadline_from_now_is_that_much_later() {
        String usually = "the amount counts from now, in units of millis milliseconds";
        deadline(usually, Expiry.SECONDS, 10, NOW + 10_000);
        deadline(usually, Expiry.SECONDS, 1, NOW + 1000);
        deadline(usually, Expiry.MILLIS, 10, NOW + 10);
    }

    @Test
    @Tag("4.7")
    void a_deadline_at_a_time_has_nothing_to_do_with_now() {
        String usually = "without fromNow, the amount counts from the epoch";
        deadline(usually, Expiry.AT_SECONDS, 33_177_117_420L, 33_177_117_420_000L);
        deadline(usually, Expiry.AT_MILLIS, 33_177_117_420_123L, 33_177_117_420_123L);
        deadline(usually, Expiry.AT_SECONDS, 0, 0);
        deadline(usually, Expiry.AT_MILLIS, 1, 1);
    }

    @Test
    @Tag("4.7")
    void a_negative_amount_is_a_deadline_in_the_past() {
        String usually = "a negative amount is no error: the result lies in the past, and may lie before the epoch";
        deadline(usually, Expiry.SECONDS, -10, NOW - 10_000);
        deadline(usually, Expiry.MILLIS, 0, NOW);
        deadline(usually, Expiry.MILLIS, Long.MIN_VALUE, Long.MIN_VALUE + NOW);
        deadline(usually, Expiry.AT_SECONDS, -1, -1000);
        deadline(usually, Expiry.AT_MILLIS, Long.MIN_VALUE, Long.MIN_VALUE);
    }

    @Test
    @Tag("4.7")
    void seconds_whose_milliseconds_do_not_fit_are_no_deadline() {
        String usually =
                "the product is too large or too low for a long: compare the amount with a limit before you multiply";
        deadline(usually, Expiry.SECONDS, Long.MAX_VALUE / 1000 + 1, NEVER);
        deadline(usually, Expiry.SECONDS, Long.MAX_VALUE, NEVER);
        deadline(usually, Expiry.AT_SECONDS, Long.MAX_VALUE / 1000 + 1, NEVER);
        deadline(usually, Expiry.AT_SECONDS, Long.MIN_VALUE / 1000 - 1, NEVER);
        deadline(usually, Expiry.AT_SECONDS, Long.MIN_VALUE, NEVER);
        // 2^61 seconds are 0 milliseconds in 64 bits, and 2^61 + 1 are 1000.
        deadline(usually, Expiry.SECONDS, 1L << 61, NEVER);
        deadline(usually, Expiry.AT_SECONDS, (1L << 61) + 1, NEVER);
    }

    @Test
    @Tag("4.7")
    void a_sum_with_now_that_does_not_fit_is_no_deadline() {
        String usually = "the product fits and its sum with now does not: compare before you add";
        deadline(usually, Expiry.SECONDS, Long.MAX_VALUE / 1000, NEVER);
        deadline(usually, Expiry.MILLIS, Long.MAX_VALUE, NEVER);
        deadline(usually, Expiry.MILLIS, Long.MAX_VALUE - NOW + 1, NEVER);
    }

    @Test
    @Tag("4.7")
    void the_largest_amounts_that_fit_are_deadlines() {
        String usually = "the result fits into a long: a limit is too strict, or is that of another unit";
        deadline(usually, Expiry.AT_SECONDS, Long.MAX_VALUE / 1000, Long.MAX_VALUE / 1000 * 1000);
        deadline(usually, Expiry.AT_SECONDS, Long.MIN_VALUE / 1000, Long.MIN_VALUE / 1000 * 1000);
        deadline(usually, Expiry.SECONDS, (Long.MAX_VALUE - NOW) / 1000, (Long.MAX_VALUE - NOW) / 1000 * 1000 + NOW);
        deadline(usually, Expiry.MILLIS, Long.MAX_VALUE - NOW - 1, NEVER - 1);
    }

    @Test
    @Tag("4.7")
    void a_key_with_the_last_deadline_of_all_does_expire() {
        String usually = "a result of exactly NEVER would mean no expiry: it becomes the millisecond before";
        deadline(usually, Expiry.AT_MILLIS, Long.MAX_VALUE, NEVER - 1);
        deadline(usually, Expiry.MILLIS, Long.MAX_VALUE - NOW, NEVER - 1);
    }

    private static void deadline(String usually, Expiry expiry, long amount, long expected) {
        Fact.when(expiry + ".deadline(" + amount + ", " + NOW + ")")
                .usually(usually + "; NEVER is " + NEVER)
                .gives(expected, expiry.deadline(amount, NOW));
    }

    @Test
    @Tag("4.7")
    void a_set_without_an_expiry_removes_the_old_one() {
        afterSet("the key expires at 5000, SET states nothing", expiringAt(5000), false, NEVER, NEVER);
        afterSet("the key does not expire, SET states nothing", expiringAt(NEVER), false, NEVER, NEVER);
        afterSet("there is no key, SET states nothing", null, false, NEVER, NEVER);
    }

    @Test
    @Tag("4.7")
    void a_set_with_an_expiry_replaces_the_old_one() {
        afterSet("the key expires at 5000, SET says 7000", expiringAt(5000), false, 7000, 7000);
        afterSet("the key expires at 5000, SET says 3000", expiringAt(5000), false, 3000, 3000);
        afterSet("the key does not expire, SET says 7000", expiringAt(NEVER), false, 7000, 7000);
        afterSet("there is no key, SET says 7000", null, false, 7000, 7000);
    }

    @Test
    @Tag("4.7")
    void a_set_with_keepttl_keeps_the_old_expiry() {
        afterSet("the key expires at 5000, SET says KEEPTTL", expiringAt(5000), true, NEVER, 5000);
        afterSet("the key does not expire, SET says KEEPTTL", expiringAt(NEVER), true, NEVER, NEVER);
        afterSet("there is no key, SET says KEEPTTL", null, true, NEVER, NEVER);
    }

    private static void afterSet(String did, @Nullable Entry old, boolean keepTtl, long deadline, long expected) {
        Fact.when("afterSet(…): " + did)
                .usually("SET makes a new value: it has the old expiry only if the command says KEEPTTL; NEVER is "
                        + NEVER)
                .gives(expected, Expiry.afterSet(old, keepTtl, deadline));
    }

    /** Returns the entry of a key that expires at {@code millis}. */
    private static Entry expiringAt(long millis) {
        ObjectMap map = new ObjectMap();
        map.put(KEY, KEY, millis);
        Entry entry = new Entry();
        Fact.when("find what was put").gives(true, map.find(KEY, entry));
        return entry;
    }

    @Test
    @Tag("4.7")
    void clients_see_the_deadlines() {
        Console console = new Console();
        client(console, "SET a 1 EX 10", "+OK");
        client(console, "TTL a", ":10");
        client(console, "SET a 2", "+OK");
        client(console, "TTL a", ":-1");
        client(console, "SET a 3 PX 1500", "+OK");
        client(console, "PTTL a", ":1500");
        client(console, "SET a 4 KEEPTTL", "+OK");
        client(console, "PTTL a", ":1500");
        client(console, "SET a 5 EX 9223372036854775807", "-ERR invalid expire time in 'set' command");
        client(console, "EXPIRE a 2305843009213693953", "-ERR invalid expire time in 'expire' command");
        client(console, "GET a", "\"4\"");
        console.now += 1499;
        client(console, "GET a", "\"4\"");
        client(console, "PTTL a", ":1");
        console.now += 1;
        client(console, "GET a", "nil");
        client(console, "PTTL a", ":-2");
    }

    private static void client(Console console, String command, String expected) {
        Fact.when(command + " at " + (console.now - Console.START) + " ms").gives(expected, console.run(command));
    }

    @Test
    void times_are_shown_in_the_unit_that_is_asked_for() {
        shown(Expiry.SECONDS, NOW + 1499, 1);
        shown(Expiry.SECONDS, NOW + 1500, 2);
        shown(Expiry.SECONDS, NOW + 499, 0);
        shown(Expiry.SECONDS, NEVER - 1, (NEVER - 1 - NOW + 500) / 1000);
        shown(Expiry.MILLIS, NOW + 1499, 1499);
        shown(Expiry.MILLIS, NOW - 1, 0);
        shown(Expiry.AT_SECONDS, 1499, 1);
        shown(Expiry.AT_SECONDS, 1500, 2);
        shown(Expiry.AT_SECONDS, NEVER - 1, 9_223_372_036_854_776L);
        shown(Expiry.AT_MILLIS, 1499, 1499);
    }

    private static void shown(Expiry unit, long expiresAt, long expected) {
        Fact.when(unit + ".shown(" + expiresAt + ", " + NOW + ")").gives(expected, unit.shown(expiresAt, NOW));
    }
}

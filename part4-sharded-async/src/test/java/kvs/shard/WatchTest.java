package kvs.shard;

import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** What breaks a watch, as in Redis: any change of the key, and nothing else. */
class WatchTest {
    private static final Slice A = Keys.slice("a");
    private static final Slice B = Keys.slice("b");
    private static final Slice ONE = Keys.slice("1");

    private long now = 1000;
    private final Keyspace keyspace = new Keyspace(new ObjectMap(), () -> now);
    private final Watch watch = new Watch();

    private void breaks(String change, Runnable what) {
        keyspace.watch(A, watch);
        Fact.when("watch(a), isBroken()").gives(false, watch.isBroken());
        what.run();
        Fact.when("watch(a), " + change + ", isBroken()").gives(true, watch.isBroken());
    }

    private void doesNotBreak(String change, Runnable what) {
        keyspace.watch(A, watch);
        what.run();
        Fact.when("watch(a), " + change + ", isBroken()").gives(false, watch.isBroken());
    }

    @Test
    void a_set_breaks_it() {
        breaks("set a for the first time", () -> keyspace.set(A, ONE, Entry.NEVER));
    }

    @Test
    void a_set_to_the_same_value_breaks_it() {
        keyspace.set(A, ONE, Entry.NEVER);
        breaks("set a to its own value", () -> keyspace.set(A, ONE, Entry.NEVER));
    }

    @Test
    void a_remove_breaks_it() {
        keyspace.set(A, ONE, Entry.NEVER);
        breaks("remove a", () -> keyspace.remove(A));
    }

    @Test
    void the_remove_of_no_key_does_not_break_it() {
        doesNotBreak("remove a, which is not there", () -> keyspace.remove(A));
    }

    @Test
    void a_new_expiry_breaks_it() {
        keyspace.set(A, ONE, Entry.NEVER);
        breaks("setExpiry(a)", () -> keyspace.setExpiry(A, 2000));
    }

    @Test
    void an_expiry_in_the_past_breaks_it() {
        keyspace.set(A, ONE, Entry.NEVER);
        breaks("setExpiry(a) to the past", () -> keyspace.setExpiry(A, 0));
    }

    @Test
    void an_expiry_that_a_look_up_notices_breaks_it() {
        keyspace.set(A, ONE, 2000);
        breaks("get(a) at its expiry", () -> {
            now = 2000;
            keyspace.get(A);
        });
    }

    @Test
    void an_expiry_that_a_sweep_notices_breaks_it() {
        keyspace.set(A, ONE, 2000);
        breaks("sweep at the expiry of a", () -> {
            now = 2000;
            keyspace.sweep(100);
        });
    }

    /** So EXEC, which forgets the watches first, notices it. */
    @Test
    void an_expiry_that_nothing_has_noticed_breaks_it_at_the_end() {
        keyspace.set(A, ONE, 2000);
        breaks("unwatch(a) at its expiry", () -> {
            now = 2000;
            keyspace.unwatch(A, watch);
        });
    }

    @Test
    void an_expiry_before_the_watch_does_not_break_it() {
        keyspace.set(A, ONE, 2000);
        now = 2000;
        doesNotBreak("get and unwatch a key that had expired before", () -> {
            keyspace.get(A);
            keyspace.sweep(100);
            keyspace.unwatch(A, watch);
        });
    }

    @Test
    void clear_breaks_the_watches_of_keys_that_exist() {
        keyspace.set(A, ONE, Entry.NEVER);
        breaks("clear", keyspace::clear);
    }

    @Test
    void clear_does_not_break_the_watch_of_no_key() {
        keyspace.set(B, ONE, Entry.NEVER);
        doesNotBreak("clear, when a is not there", keyspace::clear);
    }

    @Test
    void reads_and_changes_of_other_keys_do_not_break_it() {
        keyspace.set(A, ONE, 2000);
        doesNotBreak("get(a), set b, remove b, sweep", () -> {
            keyspace.get(A);
            keyspace.set(B, ONE, Entry.NEVER);
            keyspace.remove(B);
            keyspace.sweep(100);
        });
    }

    @Test
    void a_change_after_unwatch_does_not_break_it() {
        doesNotBreak("unwatch(a), set a", () -> {
            keyspace.unwatch(A, watch);
            keyspace.set(A, ONE, Entry.NEVER);
        });
    }

    @Test
    void a_change_breaks_the_watches_of_all_clients() {
        Watch other = new Watch();
        Watch ofAnotherKey = new Watch();
        keyspace.watch(A, other);
        keyspace.watch(B, ofAnotherKey);
        breaks("set a", () -> keyspace.set(A, ONE, Entry.NEVER));
        Fact.when("two clients watch a, set a, isBroken() of the other").gives(true, other.isBroken());
        Fact.when("a client watches b, set a, isBroken()").gives(false, ofAnotherKey.isBroken());
    }

    @Test
    void unwatch_forgets_one_client_only() {
        Watch other = new Watch();
        keyspace.watch(A, other);
        keyspace.unwatch(A, other);
        keyspace.watch(A, other);
        keyspace.watch(A, watch);
        keyspace.unwatch(A, watch);
        keyspace.set(A, ONE, Entry.NEVER);
        Fact.when("two clients watch a, one unwatches, set a, isBroken() of that one")
                .gives(false, watch.isBroken());
        Fact.when("isBroken() of the other").gives(true, other.isBroken());
    }

    @Test
    void watches_leave_nothing_behind() {
        Watch other = new Watch();
        for (int i = 0; i < 1000; i++) {
            keyspace.watch(Keys.key(i), watch);
            keyspace.watch(Keys.key(i), watch);
            keyspace.watch(Keys.key(i), other);
        }
        Fact.when("watch 1000 keys, watched()").gives(1000, keyspace.watched());
        for (int i = 0; i < 1000; i++) {
            keyspace.unwatch(Keys.key(i), watch);
            keyspace.set(Keys.key(i), ONE, Entry.NEVER);
            keyspace.unwatch(Keys.key(i), other);
            keyspace.unwatch(Keys.key(i), other);
        }
        Fact.when("unwatch them all, watched()").gives(0, keyspace.watched());
    }
}

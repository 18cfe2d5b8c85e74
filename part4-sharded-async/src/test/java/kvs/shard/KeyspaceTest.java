package kvs.shard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 4.7: keys that expire, on a clock that only the test moves. */
class KeyspaceTest {
    private static final Slice A = Keys.slice("a");
    private static final Slice B = Keys.slice("b");

    private long now = 1000;
    private final ValueMap map = new ObjectMap();
    private final Keyspace keyspace = new Keyspace(map, () -> now);
    private final List<String> changes = new ArrayList<>();

    KeyspaceTest() {
        keyspace.listener(new ChangeListener() {
            @Override
            public void changed(Slice key) {
                changes.add(Keys.text(key));
            }

            @Override
            public void cleared() {
                changes.add("all");
            }
        });
    }

    private void set(Slice key, String value, long expiresAt) {
        keyspace.set(key, Keys.slice(value), expiresAt);
    }

    private String get(Slice key) {
        Entry entry = keyspace.get(key);
        return entry == null ? "no key" : Keys.text(entry.value());
    }

    @Test
    @Tag("4.7")
    void a_key_without_an_expiry_stays() {
        set(A, "1", Entry.NEVER);
        now = Long.MAX_VALUE;
        Fact.when("set a = 1 without an expiry, get(a) at the end of time")
                .usually("Entry.NEVER is not a time: nothing expires then")
                .gives("1", get(A));
        Fact.when("get(b)").gives("no key", get(B));
    }

    @Test
    @Tag("4.7")
    void a_key_is_there_until_the_millisecond_before_its_expiry() {
        set(A, "1", 2000);
        now = 1999;
        Fact.when("set a = 1 until 2000, get(a) at 1999")
                .usually("the key has expired when expiresAt() <= now()")
                .gives("1", get(A));
        Fact.when("set a = 1 until 2000, get(a) at 1999, its expiry")
                .gives(
                        2000,
                        Objects.requireNonNull(keyspace.get(A), "get(a) again").expiresAt());
    }

    @Test
    @Tag("4.7")
    void a_look_at_a_key_that_has_expired_comes_to_an_end() {
        set(A, "1", 2000);
        now = 2000;
        String ended = "get returns";
        try {
            keyspace.get(A);
        } catch (StackOverflowError calledItself) {
            ended = "a StackOverflowError";
        }
        Fact.when("set a until 2000, get(a) at 2000")
                .usually("get calls a method that calls get, as remove(key) does: expire(key) removes without a look")
                .gives("get returns", ended);
    }

    @Test
    @Tag("4.7")
    void a_key_is_gone_at_its_expiry() {
        set(A, "1", 2000);
        now = 2000;
        Fact.when("set a = 1 until 2000, get(a) at 2000")
                .usually("get has not looked at the expiry, or takes 2000 for a time at which the key is still there")
                .gives("no key", get(A));
        now = 1500;
        Fact.when("set a = 1 until 2000, get(a) at 2000, then get(a) at 1500: the clock was set back")
                .usually("the expired key was hidden and not removed")
                .gives("no key", get(A));
    }

    @Test
    @Tag("4.7")
    void a_key_that_has_expired_is_removed_when_it_is_looked_at() {
        set(A, "1", 2000);
        set(B, "2", Entry.NEVER);
        changes.clear();
        now = 3000;
        get(A);
        get(B);
        Fact.when("set a until 2000, set b, get(a) and get(b) at 3000, map.size()")
                .usually("a key that has expired keeps its memory unless it is removed")
                .gives(1, map.size());
        Fact.when("set a until 2000, set b, get(a) and get(b) at 3000, the listener's changes")
                .usually("Keyspace.expire removes a key that has expired, counts it, and tells the listener once")
                .gives(List.of("a"), changes);
        Fact.when("set a until 2000, set b, get(a) and get(b) at 3000, expired()")
                .usually("Keyspace.expire counts the key, once")
                .gives(1, keyspace.expired());
    }

    @Test
    @Tag("4.7")
    void looking_at_a_key_that_is_there_is_no_change() {
        set(A, "1", 2000);
        changes.clear();
        get(A);
        get(B);
        Fact.when("set a until 2000, get(a) and get(b) at 1000, the listener's changes")
                .usually("a key that has not expired, or is not there, was passed to expire")
                .gives(List.of(), changes);
        Fact.when("set a until 2000, get(a) and get(b) at 1000, expired()").gives(0, keyspace.expired());
    }

    @Test
    @Tag("4.7")
    void a_key_that_is_not_there_does_not_expire() {
        Slice neverSet = Keys.slice("x");
        Watch watch = new Watch();
        keyspace.watch(neverSet, watch);
        set(A, "1", 2000);
        changes.clear();
        now = 2000;
        get(A);
        get(A);
        get(neverSet);
        String did = "set a until 2000; get(a), get(a) again and get(x), which was never set, at 2000; ";
        String usually = "find returned false: entry still has the expiry of a key that was looked up before";
        Fact.when(did + "expired()").usually(usually).gives(1, keyspace.expired());
        Fact.when(did + "the listener's changes").usually(usually).gives(List.of("a"), changes);
        Fact.when(did + "isBroken() of a watch of x").usually(usually).gives(false, watch.isBroken());
    }

    @Test
    @Tag("4.7")
    void a_key_that_expires_breaks_its_watch_when_it_is_looked_at() {
        Watch watch = new Watch();
        set(A, "1", 2000);
        keyspace.watch(A, watch);
        now = 2000;
        Fact.when("watch a key until 2000, before anything looks at it").gives(false, watch.isBroken());
        get(A);
        Fact.when("set a until 2000, watch it, get(a) at 2000, isBroken()")
                .usually("an expiry is a change: Keyspace.expire breaks the watch")
                .gives(true, watch.isBroken());
    }

    @Test
    @Tag("4.7")
    void a_value_may_be_as_old_as_the_clock() {
        set(A, "1", Long.MAX_VALUE - 1);
        now = Long.MAX_VALUE - 2;
        Fact.when("set a until 2^63 - 2, get(a) at 2^63 - 3").gives("1", get(A));
        now = Long.MAX_VALUE - 1;
        Fact.when("set a until 2^63 - 2, get(a) at that time").gives("no key", get(A));
    }

    @Test
    @Tag("4.7")
    void an_expiry_before_the_epoch_has_passed() {
        map.put(A, Keys.slice("1"), -1);
        Fact.when("set a = 1 until -1, a millisecond before the epoch, get(a) at 1000")
                .usually("a negative time is a time as well: only Entry.NEVER stands for none")
                .gives("no key", get(A));
    }

    @Test
    void set_replaces_the_expiry() {
        set(A, "1", 2000);
        set(A, "2", Entry.NEVER);
        now = 3000;
        Fact.when("set a until 2000, set a without an expiry, get(a) at 3000").gives("2", get(A));
        set(A, "3", 4000);
        now = 4000;
        Fact.when("set a without an expiry, set a until 4000, get(a) at 4000").gives("no key", get(A));
    }

    @Test
    void set_with_an_expiry_that_has_passed_removes_the_key() {
        set(A, "1", Entry.NEVER);
        changes.clear();
        for (long passed : new long[] {now, 0, -1, Long.MIN_VALUE}) {
            set(A, "2", passed);
            Fact.when("set a until " + passed + " at 1000, get(a)").gives("no key", get(A));
        }
        Fact.when("the listener's changes").gives(List.of("a"), changes);
    }

    @Test
    void setExpiry_keeps_the_value() {
        set(A, "1", Entry.NEVER);
        changes.clear();
        Fact.when("setExpiry(a, 2000)").gives(true, keyspace.setExpiry(A, 2000));
        Fact.when("setExpiry(a, 2000), get(a) at 1000").gives("1", get(A));
        Fact.when("setExpiry(b, 2000), no such key").gives(false, keyspace.setExpiry(B, 2000));
        Fact.when("the listener's changes").gives(List.of("a"), changes);
        now = 2000;
        Fact.when("setExpiry(a, 3000) at 2000, when it has expired").gives(false, keyspace.setExpiry(A, 3000));
        Fact.when("setExpiry(a, 3000) at 2000, get(a)").gives("no key", get(A));
    }

    @Test
    void setExpiry_to_the_past_removes_the_key() {
        for (long passed : new long[] {now, 0, -1, Long.MIN_VALUE}) {
            set(A, "1", Entry.NEVER);
            changes.clear();
            Fact.when("setExpiry(a, " + passed + ") at 1000").gives(true, keyspace.setExpiry(A, passed));
            Fact.when("setExpiry(a, " + passed + ") at 1000, map.size()").gives(0, map.size());
            Fact.when("the listener's changes").gives(List.of("a"), changes);
        }
    }

    @Test
    void remove_does_not_see_a_key_that_has_expired() {
        set(A, "1", 2000);
        set(B, "2", Entry.NEVER);
        now = 2000;
        changes.clear();
        Fact.when("remove(a) when a has expired").gives(false, keyspace.remove(A));
        Fact.when("remove(b)").gives(true, keyspace.remove(B));
        Fact.when("remove(b) again").gives(false, keyspace.remove(B));
        Fact.when("the listener's changes").gives(List.of("a", "b"), changes);
    }

    @Test
    void clear_is_one_change() {
        set(A, "1", 2000);
        changes.clear();
        keyspace.clear();
        Fact.when("clear(), the listener's changes").gives(List.of("all"), changes);
        Fact.when("clear(), size()").gives(0, keyspace.size());
        Fact.when("clear(), expiring()").gives(0, keyspace.expiring());
    }

    @Test
    void a_scan_hides_what_has_expired() {
        for (int i = 0; i < 100; i++) {
            set(Keys.key(i), "1", i % 2 == 0 ? 2000 : Entry.NEVER);
        }
        now = 2000;
        Set<String> passed = new HashSet<>();
        long cursor = 0;
        do {
            cursor = keyspace.scan(cursor, 10, found -> passed.add(Keys.text(found.key())));
        } while (cursor != 0);
        Fact.when("100 keys, of which 50 have expired, the number that a scan passes")
                .gives(50, passed.size());
        Fact.when("a key that has expired, among them").gives(false, passed.contains("key:0"));
    }

    @Test
    void random_never_returns_a_key_that_has_expired() {
        for (int i = 0; i < 100; i++) {
            set(Keys.key(i), "1", i == 77 ? Entry.NEVER : 2000);
        }
        now = 2000;
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            Entry found = keyspace.random(random);
            Fact.when("random() where one key of 100 has not expired")
                    .gives("key:77", found == null ? null : Keys.text(found.key()));
        }
    }

    @Test
    void random_ends_where_all_keys_have_expired() {
        for (int i = 0; i < 100; i++) {
            set(Keys.key(i), "1", 2000);
        }
        now = 2000;
        Fact.when("random() where all 100 keys have expired").gives(null, keyspace.random(new Random(1)));
        Fact.when("size() afterwards").gives(0, keyspace.size());
    }
}

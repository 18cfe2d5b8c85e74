package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import kvs.protocol.Allocation;
import kvs.shard.Database;
import kvs.shard.Entry;
import kvs.shard.Keyspace;
import kvs.shard.Slice;
import kvs.shard.ValueMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that a server runs most allocate nothing, from their name to their answer. */
class CommandAllocationTest {
    private static final int TIMES = 10_000;

    private final CommandTable table = CommandTable.standard();
    private final Database database = Database.of(new Keyspace(new OneValue(), () -> 0));
    private final CountingReplies replies = new CountingReplies();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET key",
                "SET key value",
                "SETNX key value",
                "INCR key",
                "DECRBY key 12",
                "MGET key key2 key3",
                "MSET key 1 key2 2",
                "EXISTS key",
                "STRLEN key",
                "TTL key"
            })
    void a_command_allocates_nothing(String line) {
        Arguments words = Arguments.of(line.split(" "));
        run(words);
        long bytes = Allocation.ofBytes(() -> run(words));
        // What the measurement itself allocates, and nothing for each of the commands.
        assertThat(bytes).isLessThan(TIMES);
        assertThat(replies.answers).isGreaterThanOrEqualTo(2 * TIMES);
    }

    private void run(Arguments words) {
        for (int i = 0; i < TIMES; i++) {
            CommandSpec command = table.find(words.get(0));
            if (command != null && command.handler() instanceof Handler.OnKeys handler) {
                handler.run(words, database, replies);
            }
        }
    }

    /** Answers every key with the value that was set last, and allocates nothing. */
    private static final class OneValue implements ValueMap {
        private final byte[] bytes = new byte[100];
        private final Slice value = new Slice();

        OneValue() {
            bytes[0] = '7';
            value.set(bytes, 0, 1);
        }

        @Override
        public boolean find(Slice key, Entry into) {
            into.key().set(key);
            into.value().set(value);
            return true;
        }

        @Override
        public void put(Slice key, Slice newValue, long expiresAt) {
            int length = newValue.length();
            newValue.copyTo(bytes, 0);
            value.set(bytes, 0, length);
        }

        @Override
        public boolean setExpiry(Slice key, long expiresAt) {
            return true;
        }

        @Override
        public boolean remove(Slice key) {
            return true;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public int expiring() {
            return 0;
        }

        @Override
        public void clear() {}

        @Override
        public long scan(long cursor, int atLeast, Consumer<Entry> visitor) {
            return 0;
        }

        @Override
        public boolean random(RandomGenerator random, Entry into) {
            return false;
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public boolean work(int budget) {
            return false;
        }
    }

    /** Counts the answers. */
    private static final class CountingReplies implements Replies {
        int answers;

        @Override
        public void ok() {
            answers++;
        }

        @Override
        public void simple(String text) {
            answers++;
        }

        @Override
        public void error(String message) {
            throw new AssertionError(message);
        }

        @Override
        public void integer(long number) {
            answers++;
        }

        @Override
        public void bulk(Slice bytes) {
            answers++;
        }

        @Override
        public void bulk(String text) {
            answers++;
        }

        @Override
        public void text(String text) {
            answers++;
        }

        @Override
        public void nil() {
            answers++;
        }

        @Override
        public void nilArray() {
            answers++;
        }

        @Override
        public void array(int count) {}

        @Override
        public void map(int pairs) {}

        @Override
        public void set(int count) {}

        @Override
        public void push(int count) {}
    }
}

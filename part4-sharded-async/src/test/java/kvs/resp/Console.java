package kvs.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kvs.shard.Database;
import kvs.shard.Keyspace;
import kvs.shard.ObjectMap;
import kvs.shard.Slice;

/** Runs the commands on keys without a server, on one shard or several, and with a clock that a test moves. */
final class Console {
    /** When the clock starts, in milliseconds since the epoch. */
    static final long START = 1_700_000_000_000L;

    /** Milliseconds since the epoch. */
    long now = START;

    private final CommandTable table;
    private final Database database;
    private final RecordingReplies replies = new RecordingReplies();

    Console() {
        this(1, CommandTable.MAX_VALUE_BYTES);
    }

    Console(int shards, int maxValueBytes) {
        table = CommandTable.standard(maxValueBytes);
        List<Keyspace> all = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            all.add(new Keyspace(new ObjectMap(), () -> now));
        }
        database = new Database() {
            @Override
            public Keyspace of(Slice key) {
                return all.get((int) Long.remainderUnsigned(key.hash(), shards));
            }

            @Override
            public List<Keyspace> all() {
                return all;
            }
        };
    }

    /** Runs the command of the words in {@code line}, separated by blanks; see {@link RecordingReplies} for the result. */
    String run(String line) {
        return runWords(line.split(" ", -1));
    }

    /** Runs the command of these words, with one byte per char. */
    String runWords(String... words) {
        Arguments arguments = new Arguments();
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
            // In the middle of an array, as in a connection's buffer.
            byte[] buffer = new byte[bytes.length + 2];
            System.arraycopy(bytes, 0, buffer, 1, bytes.length);
            arguments.add(buffer, 1, bytes.length);
        }
        CommandSpec command = table.find(arguments.get(0));
        if (command == null) {
            throw new IllegalArgumentException("no command " + words[0]);
        }
        if (!command.allows(words.length)) {
            return "-" + Errors.wrongNumberOfArguments(command.name());
        }
        ((Handler.OnKeys) command.handler()).run(arguments, database, replies);
        return replies.take();
    }
}

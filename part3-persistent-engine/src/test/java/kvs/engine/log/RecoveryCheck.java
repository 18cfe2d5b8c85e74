package kvs.engine.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kvs.engine.OrderedEngine.Entry;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;

/** Checks an engine that is opened after a crash: what it holds, and that it can be used. */
final class RecoveryCheck {
    private static final Bytes AFTER = Bytes.utf8("written after the crash");

    private RecoveryCheck() {}

    /** Opens the engine and returns its entries; scan, get, size and the count of live bytes must agree. */
    static List<Entry> entries(SimDisk disk, String did) throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            return entries(engine, did);
        } catch (IOException e) {
            throw new IOException(did, e);
        }
    }

    static List<Entry> entries(LogEngine engine, String did) throws IOException {
        List<Entry> entries = engine.scan(Bytes.EMPTY, null, Integer.MAX_VALUE);
        long live = 0;
        for (Entry entry : entries) {
            live += 20 + EntryFormat.set(entry.key(), entry.value()).length();
            Fact.when(did + ", then get(" + entry.key() + ")").gives(entry.value(), engine.get(entry.key()));
        }
        Fact.when(did + ", then size()").gives(entries.size(), engine.size());
        Fact.when(did + ", then count live bytes")
                .usually("a record that was replaced, removed or moved was counted twice or not at all")
                .gives(live, engine.stats().live());
        return entries;
    }

    /** Removes, compacts, sets, loses power and opens again: the engine must hold {@code found} with these changes. */
    static void staysUsable(SimDisk disk, List<Entry> found, String did) throws IOException {
        List<Entry> expected = new ArrayList<>(found);
        try (LogEngine engine = SmallEngines.open(disk)) {
            if (!found.isEmpty()) {
                engine.remove(expected.removeFirst().key());
            }
            engine.compact();
            engine.set(AFTER, AFTER);
            expected.add(new Entry(AFTER, AFTER));
        }
        Fact.when(did + ", then remove the first key, compact, set another, lose power and open")
                .gives(expected, entries(disk.crash(Crash.LOSES_ALL), did));
    }
}

package kvs.engine.log;

import java.io.IOException;
import kvs.engine.log.Store.Call;
import kvs.history.DiskHistory;
import kvs.io.SimDisk;

/** Records the history of a {@link Store}. */
final class RecordedStore {
    private RecordedStore() {}

    /** Opens a store on an empty disk, makes all calls, and returns their history. */
    static DiskHistory<Call> history(Store.Opener opener, Call... calls) throws IOException {
        SimDisk disk = new SimDisk();
        Store store = opener.open(disk);
        DiskHistory<Call> history = new DiskHistory<>(disk);
        for (Call call : calls) {
            int invoked = disk.operations();
            perform(store, call);
            history.add(call, invoked);
        }
        return history;
    }

    private static void perform(Store store, Call call) throws IOException {
        switch (call) {
            case Call.Set(String key, String value) -> store.set(key, value);
            case Call.Remove(String key) -> store.remove(key);
            case Call.Sync() -> store.sync();
            case Call.Compact() -> store.compact();
        }
    }
}

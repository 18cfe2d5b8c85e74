package kvs.engine.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiPredicate;
import kvs.index.KeyIndex;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** An index that calls a test before it looks a key up or puts one. */
final class WatchedIndex implements KeyIndex {
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    static final Action NOTHING = () -> {};

    private final KeyIndex index = KeyIndex.create();
    Action beforeGet = NOTHING;
    Action beforePut = NOTHING;

    private static void run(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable LogPointer get(Bytes key) {
        run(beforeGet);
        return index.get(key);
    }

    @Override
    public @Nullable LogPointer put(Bytes key, LogPointer pointer) {
        run(beforePut);
        return index.put(key, pointer);
    }

    @Override
    public long size() {
        return index.size();
    }

    @Override
    public @Nullable LogPointer remove(Bytes key) {
        return index.remove(key);
    }

    @Override
    public void scan(Bytes from, BiPredicate<Bytes, LogPointer> visitor) {
        index.scan(from, visitor);
    }
}

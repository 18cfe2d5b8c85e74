package kvs.benchmarks.engines;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kvs.engine.Change;
import kvs.engine.EngineOption;
import kvs.engine.EngineProvider;
import kvs.engine.KvEngine;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB with its defaults, as a yardstick: {@code --fsync always} is its {@code sync}, and nothing else differs. */
public final class RocksEngineProvider implements EngineProvider {
    private static final EngineOption FSYNC =
            EngineOption.oneOf("fsync", "Whether a write is forced.", "always", "never");

    @Override
    public String name() {
        return "rocksdb";
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public List<EngineOption> options() {
        return List.of(FSYNC);
    }

    @Override
    public KvEngine open(Path directory, Map<String, String> settings) throws IOException {
        RocksDB.loadLibrary();
        Options options = new Options().setCreateIfMissing(true);
        WriteOptions writing = new WriteOptions().setSync("always".equals(settings.get(FSYNC.name())));
        try {
            return new RocksEngine(RocksDB.open(options, directory.toString()), options, writing);
        } catch (RocksDBException e) {
            throw new IOException("could not open RocksDB in " + directory, e);
        }
    }

    private record RocksEngine(RocksDB db, Options options, WriteOptions writing) implements KvEngine {
        @Override
        public String name() {
            return "rocksdb";
        }

        @Override
        public @Nullable Bytes get(Bytes key) throws IOException {
            try {
                byte[] value = db.get(key.toArray());
                return value == null ? null : Bytes.copyOf(value, 0, value.length);
            } catch (RocksDBException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void set(Bytes key, Bytes value) throws IOException {
            try {
                db.put(writing, key.toArray(), value.toArray());
            } catch (RocksDBException e) {
                throw new IOException(e);
            }
        }

        @Override
        public boolean remove(Bytes key) throws IOException {
            try {
                boolean there = db.get(key.toArray()) != null;
                db.delete(writing, key.toArray());
                return there;
            } catch (RocksDBException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void writeBatch(List<Change> changes) throws IOException {
            try (WriteBatch batch = new WriteBatch()) {
                for (Change change : changes) {
                    Bytes value = change.value();
                    if (value == null) {
                        batch.delete(change.key().toArray());
                    } else {
                        batch.put(change.key().toArray(), value.toArray());
                    }
                }
                db.write(writing, batch);
            } catch (RocksDBException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                db.flushWal(true);
            } catch (RocksDBException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            db.close();
            writing.close();
            options.close();
        }
    }
}

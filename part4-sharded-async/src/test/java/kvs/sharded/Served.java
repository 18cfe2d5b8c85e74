package kvs.sharded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import kvs.engine.Engines;
import kvs.net.Clock;
import kvs.net.NetLimits;
import kvs.protocol.Codec;
import kvs.resp.RespLimits;
import kvs.shard.ObjectMap;
import kvs.shard.SlabMap;
import kvs.shard.ValueMap;
import org.jspecify.annotations.Nullable;

/** A server on a free port, and its clients; all are closed at the end of the test. */
final class Served implements AutoCloseable {
    private static final int MAX_SUBSCRIBER_BYTES = 32 << 20;

    /** How the server keeps its keys. */
    enum Keys {
        ONE_SHARD_OF_OBJECTS(1, ObjectMap::new),
        ONE_SHARD_OF_SLABS(1, SlabMap::new),
        TWO_SHARDS_OF_SLABS(2, SlabMap::new),
        THREE_SHARDS_OF_OBJECTS(3, ObjectMap::new);

        private final int shards;

        @SuppressWarnings("ImmutableEnumChecker") // It only creates.
        private final Supplier<ValueMap> map;

        Keys(int shards, Supplier<ValueMap> map) {
            this.shards = shards;
            this.map = map;
        }

        /** Returns options with the defaults of the program, on any free port; the protocol is Redis's. */
        ShardedOptions options() {
            return options(null);
        }

        /** Returns options with the defaults of the program, on any free port; a codec of null is Redis's protocol. */
        ShardedOptions options(@Nullable Codec codec) {
            return new ShardedOptions(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    codec,
                    shards,
                    Design.SHARDS,
                    map,
                    false,
                    null,
                    NetLimits.DEFAULT,
                    RespLimits.DEFAULT,
                    MAX_SUBSCRIBER_BYTES,
                    false);
        }
    }

    private final ShardedServer server;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private Served(ShardedServer server) {
        this.server = server;
    }

    static Served start(Keys keys) throws IOException {
        return start(keys.options());
    }

    static Served start(ShardedOptions options) throws IOException {
        ShardedServer server = new ShardedServer(options, Clock.SYSTEM, Engines.found());
        server.start();
        return new Served(server);
    }

    ShardedServer server() {
        return server;
    }

    InetSocketAddress address() {
        return server.address();
    }

    int port() {
        return address().getPort();
    }

    /** Returns a new client, which is closed with the server. */
    TestClient client() throws IOException {
        return closeLater(TestClient.connect(address()));
    }

    <T extends AutoCloseable> T closeLater(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void close() throws IOException {
        try {
            while (!open.isEmpty()) {
                open.pop().close();
            }
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("could not close a client", e);
        } finally {
            server.stop();
        }
    }
}

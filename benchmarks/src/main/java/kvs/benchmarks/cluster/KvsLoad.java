package kvs.benchmarks.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import kvs.cluster.HostPort;
import kvs.cluster.client.ClientOptions;
import kvs.cluster.client.ClusterClient;
import kvs.cluster.client.ClusterException;
import kvs.protocol.Bytes;

/** {@link StoreLoad} through the client library of the cluster: {@code ADDRESS,… set|get|probe …}. */
public final class KvsLoad {
    /** A client that is to notice a new leader soon asks often. */
    private static final ClientOptions OPTIONS =
            ClientOptions.DEFAULT.pauses(Duration.ofMillis(2), Duration.ofMillis(10));

    private KvsLoad() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<HostPort> nodes =
                Arrays.stream(args[0].split(",")).map(HostPort::parse).toList();
        try (Store store = new Library(new ClusterClient(nodes, OPTIONS))) {
            StoreLoad.run(store, Arrays.asList(args).subList(1, args.length));
        }
    }

    private record Library(ClusterClient client) implements Store {
        @Override
        public void set(byte[] key, byte[] value) throws ClusterException {
            client.set(Bytes.copyOf(key), Bytes.copyOf(value));
        }

        @Override
        public void get(byte[] key) throws ClusterException {
            client.get(Bytes.copyOf(key));
        }

        @Override
        public void close() {
            client.close();
        }
    }
}

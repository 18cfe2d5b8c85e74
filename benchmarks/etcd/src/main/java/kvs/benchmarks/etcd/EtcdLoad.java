package kvs.benchmarks.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kvs.benchmarks.cluster.Store;
import kvs.benchmarks.cluster.StoreLoad;

/** {@link StoreLoad} through jetcd: {@code URL,… set|get|probe …}. */
public final class EtcdLoad {
    /** The probe gives up an attempt after this time, and makes another. */
    private static final Duration ATTEMPT = Duration.ofMillis(100);

    private EtcdLoad() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        boolean probes = args[1].equals("probe");
        Client client = Client.builder()
                .endpoints(args[0].split(","))
                .retryDelay(2)
                .retryMaxDelay(10)
                .retryChronoUnit(ChronoUnit.MILLIS)
                .build();
        try (Store store = new Jetcd(client, probes ? ATTEMPT : Duration.ofSeconds(10))) {
            StoreLoad.run(store, Arrays.asList(args).subList(1, args.length));
        }
        // Its pools have threads that keep the process alive.
        System.exit(0);
    }

    private record Jetcd(Client client, Duration attempt) implements Store {
        @Override
        public void set(byte[] key, byte[] value) throws Exception {
            await(client.getKVClient().put(ByteSequence.from(key), ByteSequence.from(value)));
        }

        @Override
        public void get(byte[] key) throws Exception {
            await(client.getKVClient().get(ByteSequence.from(key)));
        }

        private void await(CompletableFuture<?> answer) throws Exception {
            try {
                answer.get(attempt.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                answer.cancel(true);
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }
}

package kvs.cluster.local;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.cluster.local.FakeNode.Manner;

/** Clusters of fake nodes. */
final class Clusters {
    private static final LocalCluster.Listener DEAF = new LocalCluster.Listener() {
        @Override
        public void happened(int node, LocalCluster.Happening what, String words) {}

        @Override
        public void ended(int node, int exitCode, String lastError) {}
    };

    private Clusters() {}

    /** Returns three nodes that obey. None is started yet. */
    static LocalCluster of(int port, Output output) {
        return of(port, output, Duration.ofMinutes(10), DEAF, Manner.OBEYS, Manner.OBEYS, Manner.OBEYS);
    }

    static LocalCluster of(int port, Output output, Duration grace, LocalCluster.Listener listener, Manner... manners) {
        SortedMap<Integer, List<String>> words = new TreeMap<>();
        for (Manner manner : manners) {
            words.put(words.size() + 1, List.of(manner.name(), String.valueOf(port)));
        }
        return new LocalCluster(
                NodeProgram.like(FakeNode.class.getName()), words, output, grace, (_, _) -> {}, listener);
    }
}

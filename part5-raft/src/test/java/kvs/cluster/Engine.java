package kvs.cluster;

import java.util.List;

/**
 * What replicates the store of the nodes that a test starts.
 *
 * @param name the value of {@code kvs-node --replication}
 * @param refusesANodeThatLostItsData whether a node stops that starts with an empty directory under an id that the cluster knows
 * @param classes a class of each jar that a node with this engine needs beside part 5 and what that depends on
 * @param jvmOptions options of the node's JVM
 */
public record Engine(
        String name, boolean refusesANodeThatLostItsData, List<Class<?>> classes, List<String> jvmOptions) {
    /** The workbook's own Raft. */
    static final Engine RAFT = new Engine("raft", true, List.of(), List.of());
}

package kvs.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import kvs.cluster.client.ClientOptions;

/**
 * Cuts links between three nodes, one way of doing so after the other, while recorded clients read and write. After each cut, the
 * nodes that form a majority must serve; the history of it all must be linearizable.
 *
 * <p>As a program, it is the part of {@code src/test/netns/cut.sh} that runs in the namespace of the clients:
 *
 * <pre>
 *   CutRun COMMAND MEMBERS      COMMAND drop FROM TO, COMMAND heal: what changes the links; node 0 stands for the clients
 * </pre>
 */
final class CutRun {
    private static final int CLIENTS = 4;
    private static final int CLIENTS_AS_NODE = 0;

    /** Operations that must be answered before each cut, and after it. */
    private static final int ANSWERED = 200;

    /** What a cut does. */
    interface Links {
        /** Drops what {@code from} sends to {@code to} from now on. */
        void drop(int from, int to) throws IOException;

        /** Drops nothing any more. */
        void heal() throws IOException;
    }

    /** The nodes of a cluster as a phase sees them. */
    record Roles(int leader, int follower, int other) {}

    /** One cut. */
    record Phase(String name, Cut cut) {}

    @FunctionalInterface
    interface Cut {
        void apply(Links links, Roles roles) throws IOException;
    }

    static final Phase LEADER_ALONE = new Phase("the leader is cut off from its peers", (links, roles) -> {
        both(links, roles.leader(), roles.follower());
        both(links, roles.leader(), roles.other());
    });

    static final Phase FOLLOWER_ALONE = new Phase("a follower is cut off from its peers", (links, roles) -> {
        both(links, roles.follower(), roles.leader());
        both(links, roles.follower(), roles.other());
    });

    /** Every way of cutting links between nodes with which two nodes still reach each other in both directions. */
    static final List<Phase> BETWEEN_NODES = List.of(
            LEADER_ALONE,
            new Phase("nothing from the leader arrives at its peers", (links, roles) -> {
                links.drop(roles.leader(), roles.follower());
                links.drop(roles.leader(), roles.other());
            }),
            new Phase("nothing from its peers arrives at the leader", (links, roles) -> {
                links.drop(roles.follower(), roles.leader());
                links.drop(roles.other(), roles.leader());
            }),
            FOLLOWER_ALONE,
            new Phase("nothing from a follower arrives at its peers", (links, roles) -> {
                links.drop(roles.follower(), roles.leader());
                links.drop(roles.follower(), roles.other());
            }),
            new Phase("nothing from its peers arrives at a follower", (links, roles) -> {
                links.drop(roles.leader(), roles.follower());
                links.drop(roles.other(), roles.follower());
            }),
            new Phase(
                    "the leader and a follower are cut off from each other",
                    (links, roles) -> both(links, roles.leader(), roles.follower())),
            new Phase(
                    "nothing from the leader arrives at one follower",
                    (links, roles) -> links.drop(roles.leader(), roles.follower())),
            new Phase(
                    "two followers are cut off from each other",
                    (links, roles) -> both(links, roles.follower(), roles.other())));

    private static final List<Phase> FROM_CLIENTS =
            List.of(new Phase("the leader is cut off from peers and clients", (links, roles) -> {
                both(links, roles.leader(), roles.follower());
                both(links, roles.leader(), roles.other());
                both(links, roles.leader(), CLIENTS_AS_NODE);
            }));

    private final RunningCluster cluster;
    private final Links links;
    private final Consumer<String> report;

    /**
     * Prepares a run.
     *
     * @param report is given a line for each phase
     */
    CutRun(RunningCluster cluster, Links links, Consumer<String> report) {
        this.cluster = cluster;
        this.links = links;
        this.report = report;
    }

    private static void both(Links links, int one, int other) throws IOException {
        links.drop(one, other);
        links.drop(other, one);
    }

    /** Runs these phases, each with all links at its beginning. */
    void run(List<Phase> phases) throws IOException {
        ClientOptions options = ClientOptions.DEFAULT
                .callTime(Duration.ofSeconds(30))
                .attemptTime(Duration.ofMillis(100))
                .connectTime(Duration.ofMillis(100));
        try (RecordedClients clients = new RecordedClients(CLIENTS, 11, () -> cluster.client(options))) {
            for (Phase phase : phases) {
                clients.awaitAnswered(ANSWERED);
                run(phase, clients);
            }
            int uncertain = clients.stopAndCheck();
            report.accept("the history is linearizable; operations with an unknown outcome: " + uncertain);
        }
    }

    private void run(Phase phase, RecordedClients clients) throws IOException {
        int leader = cluster.awaitLeader();
        int follower = leader % 3 + 1;
        Roles roles = new Roles(leader, follower, 6 - leader - follower);
        long start = System.nanoTime();
        phase.cut().apply(links, roles);
        clients.awaitAnswered(ANSWERED);
        Duration gap = clients.longestGapSince(start);
        links.heal();
        for (int id : cluster.members.keySet()) {
            cluster.awaitCaughtUp(id);
        }
        report.accept(String.format(
                Locale.ROOT,
                "%-55s longest time without an acknowledged write: %4d ms",
                phase.name() + " (" + leader + ")",
                gap.toMillis()));
    }

    /** Nodes that another program has started. */
    private static final class Started extends RunningCluster {
        Started(String members) {
            super(NodeOptions.parseMembers(members));
        }

        @Override
        Collection<Integer> running() {
            return members.keySet();
        }

        @Override
        void awaitServing(int id) {
            // It is asked until it answers.
        }

        @Override
        String logs() {
            return "";
        }
    }

    /** Calls a program for each change. */
    private record Script(String command) implements Links {
        @Override
        public void drop(int from, int to) throws IOException {
            run("drop", String.valueOf(from), String.valueOf(to));
        }

        @Override
        public void heal() throws IOException {
            run("heal");
        }

        private void run(String... words) throws IOException {
            try {
                List<String> all = new ArrayList<>(List.of(command));
                all.addAll(List.of(words));
                int code = new ProcessBuilder(all).inheritIO().start().waitFor();
                if (code != 0) {
                    throw new IOException(all + " failed with exit code " + code);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    public static void main(String[] words) throws IOException {
        try (Started cluster = new Started(words[1])) {
            List<Phase> all = new ArrayList<>(BETWEEN_NODES);
            all.addAll(FROM_CLIENTS);
            new CutRun(cluster, new Script(words[0]), System.out::println).run(all);
        }
    }
}

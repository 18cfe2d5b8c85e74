package kvs.sim;

import static kvs.sim.Fault.Kind;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import kvs.raft.RaftOptions;
import kvs.raft.kv.ReplicaOptions;
import kvs.sim.Plan.Shape;
import kvs.sim.Streams.Concern;

/**
 * Draws a plan from a seed. Swarm testing: each seed leaves out about half of the kinds of faults and draws its own
 * rates, so that some runs are full of one kind, which in a mixture of all would be hidden by the others.
 */
final class PlanDraw {
    private static final int SECOND = 1_000_000;
    private static final int MAX_OPERATIONS = 200;
    private static final int[] VOTERS = {1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 5, 5, 5, 5, 5, 5, 5, 6, 7};
    private static final int[] SNAPSHOT_ENTRIES = {5, 10, 20, 50, 200, 100_000};
    private static final int[] TINY_BYTES = {1, 64, 200, 1_000, 1 << 20};

    private final Streams streams;

    private PlanDraw(long seed) {
        this.streams = new Streams(seed);
    }

    static Plan draw(long seed) {
        PlanDraw draw = new PlanDraw(seed);
        Shape shape = draw.shape();
        Rates rates = draw.rates();
        RaftOptions raft = draw.raftOptions(rates);
        if (raft.leaseReads()) {
            shape = draw.withinLease(shape, raft);
        }
        return new Plan(seed, shape, rates, raft, draw.replicaOptions(), draw.faults(shape));
    }

    private Shape shape() {
        SplittableRandom random = streams.of(Concern.SHAPE);
        int voters = VOTERS[random.nextInt(VOTERS.length)];
        int learners = Math.max(0, random.nextInt(8) - 5);
        int thinkMicros = 1_000 + random.nextInt(60_000);
        long faultMicros = (2 + random.nextInt(8)) * (long) SECOND;
        // Clients that are busy to the end of the faults; but not too many operations to check.
        int operations = 5 + (int) Math.min(MAX_OPERATIONS, faultMicros / thinkMicros);
        return new Shape(
                voters,
                learners,
                1 + random.nextInt(5),
                operations,
                1 + random.nextInt(4),
                thinkMicros,
                random.nextInt(90),
                random.nextInt(4) * 33,
                faultMicros,
                random.nextInt(3) * random.nextInt(200),
                random.nextInt(10) == 0);
    }

    /** A lease holds only while clocks run at rates within the drift that it allows for. */
    private Shape withinLease(Shape shape, RaftOptions raft) {
        int drift = Math.min(shape.driftPermille(), 5 * raft.maxClockDriftPercent() - 3);
        return new Shape(
                shape.voters(),
                shape.learners(),
                shape.clients(),
                shape.operations(),
                shape.keys(),
                shape.thinkMicros(),
                shape.readPercent(),
                shape.sessionPercent(),
                shape.faultMicros(),
                Math.max(0, drift),
                shape.encoded());
    }

    private Rates rates() {
        SplittableRandom random = streams.of(Concern.RATES);
        int minDelay = 100 + random.nextInt(2_000);
        return new Rates(
                random.nextBoolean() ? 0 : random.nextInt(31),
                random.nextBoolean() ? 0 : random.nextInt(51),
                random.nextBoolean() ? 0 : random.nextInt(51),
                minDelay,
                minDelay + random.nextInt(random.nextInt(4) == 0 ? 40_000 : 4_000),
                random.nextInt(random.nextInt(4) == 0 ? 60_000 : 5_000),
                random.nextInt(3) == 0);
    }

    /** Elections need a time-out well above what a message and a force take (Raft §5.6: the timing requirement). */
    private RaftOptions raftOptions(Rates rates) {
        SplittableRandom random = streams.of(Concern.OPTIONS);
        int heartbeatTicks = 1 + random.nextInt(4);
        int roundTicks = (2 * rates.maxDelayMicros() + 2 * rates.forceMicros()) / Plan.TICK_MICROS;
        int electionTicks = heartbeatTicks * 3 + 4 * roundTicks + random.nextInt(15);
        boolean preVote = random.nextInt(5) != 0;
        boolean checkQuorum = random.nextInt(3) != 0;
        boolean leaseReads = checkQuorum && random.nextInt(5) == 0;
        return new RaftOptions(
                electionTicks,
                heartbeatTicks,
                preVote,
                checkQuorum,
                leaseReads,
                Plan.TICK_MICROS * 1_000L,
                10,
                4_096,
                random.nextInt(4) == 0 ? 300 : 64 << 10,
                TINY_BYTES[random.nextInt(TINY_BYTES.length)],
                random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(30),
                random.nextInt(4) == 0 ? 1 : 1 << 20,
                random.nextInt(4) == 0 ? 1 : 1 << 20,
                random.nextInt(4) == 0 ? 40 : 1 << 12,
                random.nextInt(5) == 0 ? 1 : 1_000,
                random.nextInt(20),
                random.nextInt(2) == 0 ? 0 : random.nextInt(100));
    }

    private ReplicaOptions replicaOptions() {
        SplittableRandom random = streams.of(Concern.OPTIONS, 1);
        return new ReplicaOptions(
                64,
                1_024,
                1 + random.nextInt(20),
                1 << 16,
                random.nextInt(6) == 0 ? 2 : 1_000,
                20 + random.nextInt(200),
                random.nextInt(5) == 0 ? 2_000 : 3_600_000,
                random.nextInt(6) == 0 ? 2 : 1_000,
                1 + random.nextInt(4),
                random.nextInt(6) == 0 ? 200 : 1 << 20,
                SNAPSHOT_ENTRIES[random.nextInt(SNAPSHOT_ENTRIES.length)],
                1 << 20,
                random.nextBoolean() ? 64 : 4_096,
                random.nextInt(3) != 0);
    }

    /** Storms with quiet windows between them, so that a trap that was set early can still snap. */
    private List<Fault> faults(Shape shape) {
        SplittableRandom random = streams.of(Concern.FAULTS);
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (Kind kind : Kind.values()) {
            if (random.nextBoolean() && kind != Kind.STORM) {
                kinds.add(kind);
            }
        }
        List<Kind> drawn = new ArrayList<>(kinds);
        if (kinds.contains(Kind.SPLIT)) {
            // A leader that is deposed and still hears some followers: the state that most mistakes about reads need.
            drawn.addAll(List.of(Kind.SPLIT, Kind.SPLIT));
        }
        int perStorm = 1 + random.nextInt(20);
        List<Fault> faults = new ArrayList<>();
        long at = random.nextInt(SECOND);
        while (at < shape.faultMicros()) {
            long storm = SECOND / 5L + random.nextInt(2 * SECOND);
            faults.add(new Fault(at, Kind.STORM, 0, 0, storm));
            for (int i = drawn.isEmpty() ? perStorm : 0; i < perStorm; i++) {
                faults.add(fault(random, drawn.get(random.nextInt(drawn.size())), at + random.nextInt((int) storm)));
            }
            at += storm + random.nextInt(2 * SECOND);
        }
        faults.sort(Comparator.comparingLong(Fault::at));
        return faults;
    }

    private static Fault fault(SplittableRandom random, Kind kind, long at) {
        int node = random.nextInt(5) < 2 ? Fault.LEADER : 1 + random.nextInt(Plan.MAX_NODES);
        long argument = switch (kind) {
            case JUMP_CLOCK -> random.nextInt(-20_000, 20_000);
            default -> random.nextInt(1 << 16);
        };
        long micros = 10_000L + random.nextInt(random.nextInt(5) < 2 ? 2 * SECOND : SECOND / 3);
        return new Fault(at, kind, node, argument, micros);
    }
}

package kvs.sim;

import java.util.ArrayList;
import java.util.List;

/** Cuts links between nodes, and heals them after a while. */
final class Partitions {
    private record Cut(int from, int to) {}

    private Partitions() {}

    static void begin(World world, Fault fault) {
        List<Cut> cuts = cuts(world, fault);
        cuts.forEach(cut -> world.network.cut(cut.from, cut.to));
        world.trace.cut(world);
        Runnable heal = () -> {
            cuts.forEach(cut -> world.network.heal(cut.from, cut.to));
            world.trace.cut(world);
        };
        world.schedule(fault.micros(), new Event.Undo(heal, "heal"));
    }

    private static List<Cut> cuts(World world, Fault fault) {
        int nodes = world.highestId();
        SimNode leader = world.leader();
        int node = fault.node() == Fault.LEADER && leader != null ? leader.id : 1 + Math.floorMod(fault.node(), nodes);
        List<Cut> cuts = new ArrayList<>();
        for (int from = 1; from <= nodes; from++) {
            for (int to = 1; to <= nodes; to++) {
                if (from != to && isCut(fault, node, from, to, nodes)) {
                    cuts.add(new Cut(from, to));
                }
            }
        }
        return cuts;
    }

    private static boolean isCut(Fault fault, int node, int from, int to, int nodes) {
        return switch (fault.kind()) {
            case CUT_ONE_WAY -> from == node && to == 1 + Math.floorMod(fault.argument(), nodes);
            case ISOLATE -> from == node || to == node;
            case SPLIT -> isOnSide(fault, node, from, nodes) != isOnSide(fault, node, to, nodes);
            case BRIDGE -> !isBridged(place(from, fault, nodes), place(to, fault, nodes));
            case STORM, CRASH, FAIL_FORCE, FLIP_BIT, PAUSE, SLOW_DISK, JUMP_CLOCK -> false;
            case ADD_NODE, PROMOTE, REMOVE, CAMPAIGN, SNAPSHOT, TRANSFER, HOSTILE -> false;
        };
    }

    /** A leader is split off with as many others as leave it without a majority: it hears answers, and is deposed. */
    private static boolean isOnSide(Fault fault, int leader, int node, int nodes) {
        return fault.node() == Fault.LEADER
                ? Math.floorMod(node - leader, nodes) < Math.max(1, (nodes - 1) / 2)
                : (fault.argument() >>> node & 1) != 0;
    }

    private static int place(int node, Fault fault, int nodes) {
        return Math.floorMod(node + fault.argument(), nodes);
    }

    /** The partition of a well-known outage: 0, 1 and 2 are connected, 3 with 1 only, 4 with 2 only, the rest with all. */
    private static boolean isBridged(int one, int other) {
        int low = Math.min(one, other);
        int high = Math.max(one, other);
        return high > 4 || high < 3 || (high == 3 && low == 1) || (high == 4 && low == 2);
    }
}

package kvs.sim;

import java.util.SplittableRandom;

/**
 * Decides what becomes of each message. A link is one direction between two nodes, with a random stream of its own, so
 * that the fate of a message depends on the messages before it on its link alone.
 */
final class Network {
    private static final int REORDERED_DELAYS = 8;
    private static final int PERCENT = 100;

    private final Streams streams;
    private final Rates rates;
    private final Link[][] links = new Link[Plan.MAX_NODES + 1][Plan.MAX_NODES + 1];
    /** The number of storms that rage; losses and the like happen only in one. */
    private int storms;

    /** The number of cuts in force over all links. */
    private int cuts;

    private static final class Link {
        private final SplittableRandom random;
        /** How many faults keep this link down. */
        private int cuts;
        /** When the last message that keeps its place in the order arrives. */
        private long lastArrival;

        private Link(SplittableRandom random) {
            this.random = random;
        }
    }

    /** The message is lost. */
    static final long LOST = -1;

    Network(Streams streams, Rates rates) {
        this.streams = streams;
        this.rates = rates;
    }

    /** When a message that is sent twice arrives the second time, or {@link #LOST} if it is not. Set by {@link #send}. */
    long second = LOST;

    /** Returns when a message that leaves now arrives, or {@link #LOST}. */
    long send(int from, int to, long now) {
        Link link = link(from, to);
        // Always the same number of draws, so that a storm less changes only what happened in it.
        boolean lost = link.random.nextInt(PERCENT) < rates.lossPercent();
        boolean doubled = link.random.nextInt(PERCENT) < rates.duplicatePercent();
        boolean reordered = link.random.nextInt(PERCENT) < rates.reorderPercent();
        int spread = rates.maxDelayMicros() - rates.minDelayMicros() + 1;
        long delay = (long) rates.minDelayMicros() + link.random.nextInt(spread);
        long more = link.random.nextInt(spread * REORDERED_DELAYS);
        second = LOST;
        if (link.cuts > 0) {
            return LOST;
        }
        boolean storm = storms > 0;
        if (storm && lost) {
            return LOST;
        }
        if (storm && doubled) {
            second = now + delay + more;
        }
        if (storm && reordered) {
            return now + delay + more;
        }
        link.lastArrival = Math.max(link.lastArrival, now + delay);
        return link.lastArrival;
    }

    void cut(int from, int to) {
        link(from, to).cuts++;
        cuts++;
    }

    void heal(int from, int to) {
        Link link = link(from, to);
        if (link.cuts > 0) {
            link.cuts--;
            cuts--;
        }
    }

    void stormBegins() {
        storms++;
    }

    void stormEnds() {
        storms = Math.max(0, storms - 1);
    }

    boolean isStormy() {
        return storms > 0;
    }

    boolean isCut(int from, int to) {
        return link(from, to).cuts > 0;
    }

    boolean isPartitioned() {
        return cuts > 0;
    }

    /** Ends all faults of the network. */
    void calm() {
        storms = 0;
        cuts = 0;
        for (Link[] row : links) {
            for (Link link : row) {
                if (link != null) {
                    link.cuts = 0;
                }
            }
        }
    }

    private Link link(int from, int to) {
        Link link = links[from][to];
        if (link == null) {
            link = new Link(streams.of(Streams.Concern.NETWORK, (from << 8) + to));
            links[from][to] = link;
        }
        return link;
    }
}

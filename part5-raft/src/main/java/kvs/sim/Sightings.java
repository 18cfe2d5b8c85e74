package kvs.sim;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How often rare states were seen, so that "no violation" means something. */
final class Sightings {
    /** The rare states. */
    enum Rare {
        LEADER_CHANGES,
        TWO_LEADERS_AT_ONCE,
        CONFLICTING_TAIL_TRUNCATED,
        UNFORCED_WRITES_LOST,
        FORCE_FAILED,
        FORCES_COMPLETED_OUT_OF_ORDER,
        VOTE_LOST_IN_A_CRASH,
        DAMAGED_LOG_FOUND,
        DAMAGED_NODE_RECOVERED,
        SNAPSHOTS_TAKEN,
        SNAPSHOTS_INSTALLED,
        SNAPSHOTS_READ_IN_VAIN,
        LEADER_CHANGE_DURING_A_SNAPSHOT,
        RESTART_FROM_A_SNAPSHOT,
        LOG_PURGED_TO_THE_TIP,
        MEMBERSHIP_CHANGES,
        LEARNERS_PROMOTED,
        LEADER_FAILED_DURING_A_CHANGE,
        COMMIT_BY_A_LEADER_NOT_IN_ITS_CONFIGURATION,
        CHANGE_OF_MEMBERSHIP_TRUNCATED,
        TRANSFERS_ASKED_FOR,
        TRANSFERS_DURING_A_PARTITION,
        CAMPAIGNS_ASKED_FOR,
        READS_ANSWERED_AFTER_A_LEADER_CHANGE,
        READS_BY_LEASE_SEEDS,
        WRITES_REPEATED_IN_A_SESSION,
        WRITES_NEVER_ANSWERED,
        HOSTILE_MESSAGES,
        MESSAGES_LOST,
        MESSAGES_DOUBLED;

        String title() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Map<Rare, Long> counts = new EnumMap<>(Rare.class);

    void saw(Rare rare) {
        counts.merge(rare, 1L, Long::sum);
    }

    long count(Rare rare) {
        return counts.getOrDefault(rare, 0L);
    }

    /** Adds what another run has seen. */
    void add(Sightings other) {
        other.counts.forEach((rare, count) -> counts.merge(rare, count, Long::sum));
    }
}

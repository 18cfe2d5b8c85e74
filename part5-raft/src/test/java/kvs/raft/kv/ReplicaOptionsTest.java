package kvs.raft.kv;

import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

class ReplicaOptionsTest {

    private static String errorOf(Runnable call) {
        try {
            call.run();
            return "none";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Creates options of ones, with {@code value} at the limit number {@code which}. */
    private static void options(int which, int value) {
        int[] all = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        all[which] = value;
        new ReplicaOptions(
                all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], all[8], all[9], all[10], all[11],
                all[12], true);
    }

    @Test
    void every_limit_is_at_least_1() {
        String[] names = {
            "maxKeyBytes",
            "maxValueBytes",
            "maxScanRows",
            "maxScanBytes",
            "maxOpenRequests",
            "requestTicks",
            "sessionTimeoutMillis",
            "maxSessions",
            "maxAnswers",
            "maxSessionBytes",
            "snapshotEntries",
            "snapshotBytes",
            "maxSnapshotChunkBytes"
        };
        for (int i = 0; i < names.length; i++) {
            int which = i;
            Fact.when("set " + names[i] + " to 0")
                    .gives(names[i] + " is 0, and must be 1 or more", errorOf(() -> options(which, 0)));
            Fact.when("set " + names[i] + " to 1").gives("none", errorOf(() -> options(which, 1)));
        }
    }

    @Test
    void a_snapshot_chunk_can_be_read_again() {
        Fact.when("allow values of 128 MB less 2")
                .gives("none", errorOf(() -> options(1, SnapshotBytes.MAX_CHUNK_BYTES / 2 - 2)));
        Fact.when("allow values of 128 MB less 1")
                .gives(
                        "maxKeyBytes, maxValueBytes and maxSnapshotChunkBytes are 1, 134217727 and 1; together they must"
                                + " not be more than 134217728, so that a snapshot can be read again",
                        errorOf(() -> options(1, SnapshotBytes.MAX_CHUNK_BYTES / 2 - 1)));
    }
}

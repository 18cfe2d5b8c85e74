package kvs.raft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to become durable. Writes are issued in the order of their numbers, and each is completed as a whole; their
 * completions may be reported in any order.
 *
 * @param number 1 for the first since the start, and one more for each
 * @param hardState the new term and vote, or null if they are as before
 * @param snapshot a snapshot that was received and takes the place of the whole log, or null. Its bytes came with
 *     {@link Effects#chunks}
 * @param entries to append, consecutive. They take the place of all entries in the log from the first one's index on
 */
public record Write(
        long number,
        @Nullable HardState hardState,
        @Nullable Snapshot snapshot,
        List<Entry> entries) {}

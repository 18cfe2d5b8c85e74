package kvs.raft;

/**
 * Describes a snapshot: what it stands for, not its content. The log before it can be discarded.
 *
 * @param last the last entry that it covers
 * @param configuration the configuration as of that entry; it wins over all entries that the snapshot covers
 */
public record Snapshot(EntryId last, Configuration configuration) {}

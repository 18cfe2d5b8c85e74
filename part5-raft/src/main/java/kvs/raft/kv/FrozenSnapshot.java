package kvs.raft.kv;

import java.util.Iterator;
import kvs.raft.Snapshot;

/**
 * A snapshot to be written in the background, while the state machine goes on.
 *
 * @param snapshot what it stands for
 * @param chunks its bytes from the first to the last, to be read once, by any one thread
 */
public record FrozenSnapshot(Snapshot snapshot, Iterator<byte[]> chunks) {}

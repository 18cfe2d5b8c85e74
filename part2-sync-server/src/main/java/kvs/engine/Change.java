package kvs.engine;

import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One change of a batch ({@link KvEngine#writeBatch}).
 *
 * @param value the new value of the key; null to remove the key
 */
public record Change(Bytes key, @Nullable Bytes value) {}

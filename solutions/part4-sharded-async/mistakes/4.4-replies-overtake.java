/**
 * Sends the replies that are made here first, and then those of the shards. A client that has sent GET and PING takes the
 * reply to PING for the value: no reply says which command it belongs to.
 *
 * @sees a reply from the client's own loop in front of an earlier one from another shard
 * @probably the replies made here are all moved first: each has to wait until the slots before it are joined
 */
class ReplySlots {
    boolean join(@Nullable ShardBatch[] batches, ByteBuf out) {
        out.writeBytes(here);
        while (joined < count) {
            int source = sources[joined];
            if (source != HERE && !Objects.requireNonNull(batches[source]).moveReply(out)) {
                return false;
            }
            joined++;
        }
        clear();
        return true;
    }
}

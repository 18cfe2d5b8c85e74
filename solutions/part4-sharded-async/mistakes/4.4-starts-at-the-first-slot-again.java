/**
 * Begins at the first slot in each call, although some of its replies were moved before. The replies of the next piece go into
 * slots that had theirs already.
 *
 * @sees replies of a pipeline in the wrong order, or an exception, as soon as a shard answers in pieces
 * @probably join was called again, and began at the first slot: the slots before joined have had their replies
 */
class ReplySlots {
    boolean join(@Nullable ShardBatch[] batches, ByteBuf out) {
        for (int i = 0; i < count; i++) {
            int source = sources[i];
            if (source == HERE) {
                out.writeBytes(here, ends[i] - here.readerIndex());
            } else if (!Objects.requireNonNull(batches[source]).moveReply(out)) {
                return false;
            }
        }
        clear();
        return true;
    }
}

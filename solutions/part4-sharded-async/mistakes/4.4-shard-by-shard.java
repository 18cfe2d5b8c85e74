/**
 * Moves all replies of the first shard, then all of the next one: the order in which the batches were made, and not the order
 * of the requests.
 *
 * @sees the replies of each shard in order, and those of two shards not in the order of their requests
 * @probably the replies of one shard are all moved before those of the next: the slots say whose turn it is
 */
class ReplySlots {
    boolean join(@Nullable ShardBatch[] batches, ByteBuf out) {
        for (int shard = HERE; shard < batches.length; shard++) {
            for (int i = joined; i < count; i++) {
                if (sources[i] != shard) {
                    continue;
                }
                if (shard == HERE) {
                    out.writeBytes(here, ends[i] - here.readerIndex());
                } else if (!Objects.requireNonNull(batches[shard]).moveReply(out)) {
                    return false;
                }
            }
        }
        clear();
        return true;
    }
}

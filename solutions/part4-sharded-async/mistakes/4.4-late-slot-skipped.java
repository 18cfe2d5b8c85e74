/**
 * Skips a reply that is not there yet, and moves the ones after it. The client takes each of them for the reply to an earlier
 * command.
 *
 * @sees replies that come too early, when a large one makes a shard answer in pieces
 * @probably a reply that is not there yet was skipped, and later ones were moved: join has to stop at it
 */
class ReplySlots {
    boolean join(@Nullable ShardBatch[] batches, ByteBuf out) {
        boolean all = true;
        while (joined < count) {
            int source = sources[joined];
            if (source == HERE) {
                out.writeBytes(here, ends[joined] - here.readerIndex());
            } else {
                all &= Objects.requireNonNull(batches[source]).moveReply(out);
            }
            joined++;
        }
        if (all) {
            clear();
        }
        return all;
    }
}

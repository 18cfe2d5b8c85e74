/**
 * Leaves the slots as they are after the last one. The next pipeline of the connection puts its own after them, and the replies
 * made here lie in a buffer that only grows.
 *
 * @sees a connection that is right for its first pipeline and never answers its second
 * @probably the slots of the last round are still there: after the last reply comes clear()
 */
class ReplySlots {
    boolean join(@Nullable ShardBatch[] batches, ByteBuf out) {
        while (joined < count) {
            int source = sources[joined];
            if (source == HERE) {
                out.writeBytes(here, ends[joined] - here.readerIndex());
            } else if (!Objects.requireNonNull(batches[source]).moveReply(out)) {
                return false;
            }
            joined++;
        }
        return true;
    }
}

package kvs.log;

import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Where it is decided whether bytes that are no record were never finished, or have been damaged.
 *
 * <p>When the power fails, the end of the newest segment is whatever the disk had got round to: half a record, zeros, a
 * later sector without an earlier one, even a whole record behind a hole. None of that was forced, so nobody was promised
 * it, and it is cut off. But bytes that <em>were</em> forced and are not right now are damaged; to cut there would throw
 * away what others were promised, and what may still be saved. The log is not opened.
 *
 * <pre>
 *   record  record  ######  ......            torn: nothing behind it
 *   record  record  ######  record(forced: up to here ^ )   torn: this record too was on its way
 *   record  record  ######  record(forced: beyond ###)      damaged: a witness
 * </pre>
 *
 * <p>The usual rule is that any whole record behind a bad one means damage. It is too strict: a group of records is
 * forced at once, and of a group any part can arrive. So each record says how much was forced before it ({@link
 * RecordFormat}).
 *
 * <p>What cannot be told: damage to the last group that was forced, as no record has been made since. It looks like a
 * force that did not come to its end.
 */
final class TornTail {
    private TornTail() {}

    /**
     * Returns if what follows {@code end} in the newest segment may be cut off: there is no {@linkplain #witness witness}.
     *
     * @param end with a fault
     * @throws LogDamagedException if there is one: at the offset of {@code end}, with its fault and the witness's offset
     * @exercise 3.4
     */
    static void refuseDamage(SegmentScan scan, End end) throws IOException {
        throw new UnsupportedOperationException("exercise 3.4: not written yet");
    }

    /**
     * The offset of the first whole record behind {@code end} that was made when the byte at {@code end} had been forced;
     * -1 if there is none. No length can be trusted here, so that every byte may be the first of a record. What it says
     * was forced lies in front of it.
     *
     * @exercise 3.4
     */
    static long witness(SegmentScan scan, End end) throws IOException {
        throw new UnsupportedOperationException("exercise 3.4: not written yet");
    }
}

package kvs.log;

import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * The decision whether bytes that are no record are a torn tail, which was never finished, or have been damaged.
 *
 * <p>After a loss of power, the newest segment ends with whatever had reached the disk: half a record, zeros, a later sector
 * without an earlier one, even a whole record after a hole. None of that was forced, so no client was promised it, and it
 * is cut off. But bytes that <em>were</em> forced and are wrong now are damaged. To cut there would throw away what clients
 * were promised, and what may still be salvaged. So the log is not opened.
 *
 * <pre>
 *   record  record  ######  ......                          torn: nothing follows it
 *   record  record  ######  record(forced: up to ###)       torn: this record had not been forced either
 *   record  record  ######  record(forced: beyond ###)      damaged: this record is a witness
 * </pre>
 *
 * <p>The usual rule is that any whole record after a bad one means damage. It is too strict: a group of records is forced
 * at once, and any part of the group may have reached the disk. So each record says how much was forced before it ({@link
 * RecordFormat}).
 *
 * <p>One kind of damage cannot be told from a torn tail: damage to the last group that was forced, because no record has
 * been appended since. It looks like a force that did not finish. After a clean stop it is told all the same ({@link
 * CleanStop}).
 */
final class TornTail {
    private TornTail() {}

    /**
     * Returns normally if what follows {@code end} in the newest segment may be cut off: there is no {@linkplain #witness
     * witness}.
     *
     * @param end with a fault
     * @throws LogDamagedException if there is a witness: at the offset of {@code end}, with its fault and the witness's
     *     offset
     * @exercise 3.4
     */
    static void requireTorn(SegmentScan scan, End end) throws IOException {
        throw new UnsupportedOperationException("exercise 3.4: not written yet");
    }

    /**
     * Returns the offset of the first whole record after {@code end} that was appended when the byte at {@code end} had been
     * forced; -1 if there is none. No length can be trusted here, so every byte may be the first of a record. The bytes
     * that a record says were forced lie before it.
     *
     * @exercise 3.4
     */
    static long witness(SegmentScan scan, End end) throws IOException {
        throw new UnsupportedOperationException("exercise 3.4: not written yet");
    }
}

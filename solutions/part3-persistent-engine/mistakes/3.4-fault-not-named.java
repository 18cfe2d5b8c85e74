import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Names the witness, and not the fault. The operator learns that the log is damaged, and not what is wrong with it.
 *
 * @sees a message without the fault at the first bad byte
 * @probably the reason of the exception lacks end.fault()
 */
class TornTail {
    static void requireTorn(SegmentScan scan, End end) throws IOException {
        long witness = witness(scan, end);
        if (witness >= 0) {
            throw new LogDamagedException(
                    scan.file().path(), end.offset(), "damaged; the record at offset " + witness + " is a witness");
        }
    }
}

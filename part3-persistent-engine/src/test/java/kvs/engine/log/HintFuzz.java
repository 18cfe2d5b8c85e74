package kvs.engine.log;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import kvs.index.SortedRun;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;

/**
 * A hint and a payload of any bytes. A plain {@code mvn test} tries the saved inputs ({@code
 * src/test/resources/kvs/engine/log/HintFuzzInputs}); this hunts for new ones:
 *
 * <pre>
 *   JAZZER_FUZZ=1 mvn -pl part3-persistent-engine test -Dtest=HintFuzz#entries
 * </pre>
 */
class HintFuzz {
    private static final SegmentInfo SEGMENT = new SegmentInfo(3, 1, 100, 0x5a17002c);

    /** Nothing of it is right, as a rule. */
    @FuzzTest(maxDuration = "60s")
    void hints(byte[] bytes) {
        holds(bytes);
    }

    /** What comes behind a right header, from the number of entries on; the checksum is right. */
    @FuzzTest(maxDuration = "60s")
    void entries(byte[] bytes) {
        ByteBuffer hint = ByteBuffer.allocate(28 + bytes.length + 4);
        hint.putLong(0x6b76732d686e740aL).putInt(1).putInt(SEGMENT.id());
        hint.putLong(SEGMENT.bytes()).putInt(SEGMENT.salt()).put(bytes);
        CRC32C crc = new CRC32C();
        crc.update(hint.array(), 0, hint.position());
        hint.putInt((int) crc.getValue());
        holds(hint.array());
    }

    /** It is refused, or each entry lies within the segment and each key within the hint. */
    private static void holds(byte[] hint) {
        SortedRun entries = HintFile.decode(ByteBuffer.wrap(hint), SEGMENT);
        if (entries == null) {
            return;
        }
        int bytes = 0;
        for (int at = 0; at < entries.size(); at++) {
            bytes += 13 + entries.key(at).length();
            boolean within = entries.pointer(at).segment() == SEGMENT.id()
                    && entries.pointer(at).offset() > 0
                    && entries.pointer(at).length() > 0
                    && entries.pointer(at).offset() + (long) entries.pointer(at).length() <= SEGMENT.bytes();
            Fact.when("entry " + at, hint).holds(within, "a pointer within the segment", entries.pointer(at));
        }
        Fact.when("bytes of all entries", hint).gives(hint.length - 36, bytes);
    }

    /** It has a fault, or it can be taken apart, and put together it is the same. */
    @FuzzTest(maxDuration = "60s")
    void payloads(byte[] bytes) {
        ByteBuffer payload = ByteBuffer.wrap(bytes);
        if (EntryFormat.fault(payload) != null) {
            return;
        }
        Bytes key = EntryFormat.key(payload);
        Bytes value = EntryFormat.value(payload);
        ByteBuffer again = ByteBuffer.allocate(bytes.length);
        if (EntryFormat.isSet(payload)) {
            EntryFormat.set(key, value).writeTo(again);
            Fact.when("take apart and put together", bytes).gives(payload, again.flip());
        } else {
            EntryFormat.tombstone(key).writeTo(again);
            Fact.when("take apart and put together", bytes).gives(payload.limit(5 + key.length()), again.flip());
        }
    }
}

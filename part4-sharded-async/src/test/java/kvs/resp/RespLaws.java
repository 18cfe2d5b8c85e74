package kvs.resp;

import java.util.Arrays;
import java.util.List;
import kvs.protocol.Allocation;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.protocol.Parsed;
import kvs.resp.RespParser.Result;

/** Laws that hold for any bytes. Properties try bytes that are nearly a message; fuzz tests search for other bytes. */
final class RespLaws {
    private RespLaws() {}

    static void requests(RespLimits limits, byte[] stream) {
        Requests.Drained whole = Requests.drained(limits, stream);
        Fact.when("parse in reads of one byte", stream)
                .gives(whole, Requests.drained(limits, Requests.readsOf(1, stream)));
        for (int size : new int[] {2, 3, 5, 7}) {
            Fact.when("parse in reads of " + size + " bytes", stream)
                    .gives(whole, Requests.drained(limits, Requests.readsOf(size, stream)));
        }
        for (int cut = 0; cut <= Math.min(stream.length, 40); cut++) {
            byte[] first = Arrays.copyOf(stream, cut);
            byte[] second = Arrays.copyOfRange(stream, cut, stream.length);
            Fact.when("parse in two reads, the first of " + cut + " bytes", stream)
                    .gives(whole, Requests.drained(limits, first, second));
        }
        List<List<Bytes>> commands = whole.commands();
        Fact.when("write again what was parsed, and parse that", stream)
                .gives(
                        commands,
                        Requests.drained(RespLimits.DEFAULT, Requests.written(commands))
                                .commands());
        Fact.when("parse", stream)
                .holds(
                        whole.end() == Result.MALFORMED == whole.reason().startsWith("ERR Protocol error: "),
                        "a reason if it is malformed, else none",
                        whole);
        allocates(stream, () -> Requests.drained(limits, stream));
    }

    static void replies(RespLimits limits, byte[] stream) {
        Replied.Drained whole = Replied.drained(limits, stream);
        if (stream.length > 0) {
            Fact.when("parse in reads of one byte", stream)
                    .gives(whole, Replied.drained(limits, Requests.readsOf(1, stream)));
        }
        for (int cut = 0; cut <= Math.min(stream.length, 40); cut++) {
            byte[] first = Arrays.copyOf(stream, cut);
            byte[] second = Arrays.copyOfRange(stream, cut, stream.length);
            Fact.when("parse in two reads, the first of " + cut + " bytes", stream)
                    .gives(whole, Replied.drained(limits, first, second));
        }
        if (whole.end() instanceof Parsed.Malformed<RespValue>(String reason, int offset)) {
            Fact.when("parse", stream)
                    .holds(
                            !reason.isEmpty() && offset < stream.length - whole.used(),
                            "an offset in these bytes",
                            offset);
        }
        allocates(stream, () -> Replied.drained(limits, stream));
    }

    /** Memory is allocated for bytes that have arrived, not for an announced length. */
    private static void allocates(byte[] stream, Runnable parse) {
        long limit = (1 << 20) + 1000L * stream.length;
        long allocated = Allocation.ofBytes(parse);
        Fact.when("parse", stream)
                .holds(allocated <= limit, "at most " + limit + " bytes allocated", allocated + " bytes allocated");
    }
}

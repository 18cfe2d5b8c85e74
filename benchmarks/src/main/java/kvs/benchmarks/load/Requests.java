package kvs.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;
import kvs.protocol.Bytes;

/** One thread's share of the requests: which comes next. The seed decides, and never the time. */
final class Requests {
    private final RandomGenerator random;
    private final Keys keys;
    private final Bytes value;
    private final Bytes largeValue;
    private final double readShare;
    private final double largeShare;

    Requests(Load.Mix mix, RandomGenerator random, Keys keys) {
        this.random = random;
        this.keys = keys;
        this.value = Keys.value(mix.valueBytes());
        this.largeShare = mix.largeShare();
        this.largeValue = largeShare > 0 ? Keys.value(Load.MAX_VALUE_BYTES) : value;
        this.readShare = mix.readShare();
    }

    /** Appends the next request to {@code out}. Returns whether it is a read. */
    boolean next(LoadProtocol protocol, ByteBuf out) {
        boolean read = random.nextDouble() < readShare;
        if (read) {
            protocol.get(keys.next(), out);
        } else {
            protocol.set(keys.next(), value(), out);
        }
        return read;
    }

    private Bytes value() {
        return largeShare > 0 && random.nextDouble() < largeShare ? largeValue : value;
    }
}

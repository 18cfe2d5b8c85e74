package kvs.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.net.ProtocolException;
import java.util.List;
import java.util.Optional;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Bytes;
import kvs.protocol.Limits;
import kvs.protocol.TextCodec;

/**
 * As much of a protocol as a load needs: two requests, and what their answers say. Holds no state; what it makes
 * belongs to one connection.
 */
interface LoadProtocol {
    /** No server may make us hold more than this for one answer. */
    Limits LIMITS = new Limits(64 << 10, Load.MAX_VALUE_BYTES);

    List<LoadProtocol> ALL = List.of(
            new CodecProtocol(new BinaryCodec(LIMITS)),
            new CodecProtocol(new TextCodec(LIMITS)),
            new RespProtocol(),
            new MemcachedProtocol(),
            new ClusterProtocol());

    static Optional<LoadProtocol> named(String name) {
        return ALL.stream().filter(protocol -> protocol.name().equals(name)).findFirst();
    }

    /** As on the command line: {@code binary}, {@code text}, {@code resp}, {@code memcached}, {@code cluster}. */
    String name();

    /** Appends the request for the value of {@code key}. */
    void get(Bytes key, ByteBuf out);

    /** Appends the request to store {@code value}. */
    void set(Bytes key, Bytes value, ByteBuf out);

    /** The client's end of a new connection. */
    Inbox replies(Sink sink);

    /** The yardstick's end of a new connection: appends a fixed answer to {@code out} for each request. */
    Inbox answers(Bytes value, ByteBuf out);

    /** Takes what arrived apart. */
    interface Inbox {
        /** Where to append what arrives. */
        ByteBuf buffer();

        /**
         * Takes every whole message from the buffer, in order.
         *
         * @throws ProtocolException if what is there can never become a message
         */
        void drain() throws ProtocolException;
    }

    /** What an answer can say. */
    interface Sink {
        /** Done, or here is the value. */
        void ok();

        void notFound();

        void error(String message);
    }
}

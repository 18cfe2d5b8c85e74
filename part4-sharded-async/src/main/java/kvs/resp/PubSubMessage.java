package kvs.resp;

import kvs.protocol.Bytes;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * A published message on its way to a subscriber.
 *
 * @param pattern the pattern that the subscriber gave; null if it has subscribed to the channel itself
 */
public record PubSubMessage(@Nullable Bytes pattern, Bytes channel, Bytes payload) {

    /** Writes the message as a subscriber gets it. */
    public void writeTo(Replies out) {
        if (pattern == null) {
            out.push(3);
            out.bulk("message");
        } else {
            out.push(4);
            out.bulk("pmessage");
            out.bulk(Slice.of(pattern));
        }
        out.bulk(Slice.of(channel));
        out.bulk(Slice.of(payload));
    }
}

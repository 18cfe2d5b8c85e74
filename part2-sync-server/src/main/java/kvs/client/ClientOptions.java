package kvs.client;

import java.time.Duration;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Codec;
import kvs.protocol.Limits;

/**
 * The options of a client.
 *
 * @param codec the protocol. Default binary
 * @param connectTime how long connecting may take, in total. Default 5 seconds
 * @param callTime how long a call may take until its last answer has arrived. Default 30 seconds: a server answers
 *     SHUTDOWN after it has finished the requests of other clients
 */
public record ClientOptions(Codec codec, Duration connectTime, Duration callTime) {

    /** Returns the defaults. */
    public static ClientOptions defaults() {
        return new ClientOptions(new BinaryCodec(Limits.DEFAULT), Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    public ClientOptions {
        check("connectTime", connectTime);
        check("callTime", callTime);
    }

    private static void check(String name, Duration time) {
        if (time.toMillis() < 1 || time.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " must be from 1 ms to 24 days, but is " + time);
        }
    }

    public ClientOptions withCodec(Codec codec) {
        return new ClientOptions(codec, connectTime, callTime);
    }

    public ClientOptions withConnectTime(Duration time) {
        return new ClientOptions(codec, time, callTime);
    }

    public ClientOptions withCallTime(Duration time) {
        return new ClientOptions(codec, connectTime, time);
    }
}

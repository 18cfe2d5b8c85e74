package kvs.sharded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A design at work: accepts connections and brings their commands to the keys. */
interface Front {

    /** Binds the address and serves. */
    void start() throws IOException;

    /** Returns the address that is bound. */
    InetSocketAddress address();

    /** Returns the design in a few words, for the log. */
    String description();

    /** Returns the number of keys, about: it is read while it changes. Any thread may call it. */
    long keys();

    /** Returns the number of keys that expire, about. Any thread may call it. */
    long expiring();

    /** Returns the number of connections of each loop; none if the design has no loops. Any thread may call it. */
    default List<Integer> connectionsByLoop() {
        return List.of();
    }

    /** Stops accepting, answers the requests under way, and ends all threads. */
    void stop() throws IOException, InterruptedException;

    /** Closes the data, after {@link #stop} or instead of {@link #start}. */
    void closeData() throws IOException;
}

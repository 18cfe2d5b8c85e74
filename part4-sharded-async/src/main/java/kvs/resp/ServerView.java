package kvs.resp;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What commands may know of the server and ask of it. Any thread may call any method. */
public interface ServerView {

    /** Returns the sections of INFO, by name in their order; each has its lines without the heading. */
    Map<String, Map<String, String>> info();

    /** Returns the settings that CONFIG GET shows, by name. */
    Map<String, String> config();

    /** Changes a setting; returns null, or a sentence that says why it cannot. */
    @Nullable
    String configure(String name, String value);

    /** Sets the counters of INFO to 0: CONFIG RESETSTAT. */
    default void resetStatistics() {}

    /** Returns the clients that are connected, by rising id. */
    List<Client> clients();

    /** Returns the subscriptions of all clients. */
    PubSub pubSub();

    /** Returns the commands. */
    CommandTable commands();

    /** Returns whether {@code client} may stop the server; it stops after the answers that are due. */
    boolean shutdown(Client client);

    /** Returns the time of day, in milliseconds since the epoch. */
    long millis();
}

package kvs.history;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request on one key, with its answer.
 *
 * @param client a client makes one call after the other
 * @param answer null if there was none
 */
public record Call(
        int client, String key, Request request, @Nullable Answer answer) {

    public Call {
        if (answer != null && !fits(request, answer)) {
            throw new IllegalArgumentException("\"" + request + "\" on " + key + " cannot be answered with \"" + answer
                    + "\": see Request for the kind of answer that belongs to it");
        }
    }

    /**
     * Returns a scan as calls: a get for each of {@code keys}, those that the scan has not found included.
     *
     * <p>Each get is checked by itself. That gives up that a scan shows all keys at one moment: one that finds the first key
     * before two writes and the second key after both passes. A value that is stale, lost or invented is noticed.
     *
     * @param keys all keys in the range of the scan that any client ever writes
     * @param found the keys with their values, as the scan was answered
     */
    public static List<Call> ofScan(int client, Collection<String> keys, Map<String, String> found) {
        return keys.stream()
                .map(key -> new Call(client, key, new Request.Get(), new Answer.Found(found.get(key))))
                .toList();
    }

    private static boolean fits(Request request, Answer answer) {
        return switch (request) {
            case Request.Get(), Request.CompareAndSet(String _, String _) -> answer instanceof Answer.Found;
            case Request.Set(String _) -> answer instanceof Answer.Done;
            case Request.Delete() -> answer instanceof Answer.Removed;
        };
    }

    /** Returns the value that this call may leave behind: null for a get and a delete. */
    @Nullable
    String writes() {
        return switch (request) {
            case Request.Get(), Request.Delete() -> null;
            case Request.Set(String value) -> value;
            case Request.CompareAndSet(String _, String value) -> value;
        };
    }

    /** Returns whether this call has changed the key for certain: it was answered, and the answer says so. */
    boolean changed() {
        return switch (request) {
            case Request.Get() -> false;
            case Request.Set(String _) -> answer != null;
            case Request.Delete() -> answer instanceof Answer.Removed(boolean wasThere) && wasThere;
            case Request.CompareAndSet(String expected, String _) ->
                answer instanceof Answer.Found(String value) && Objects.equals(expected, value);
        };
    }

    /** Returns the request, and the answer if there is one: {@code get -> 7}. */
    @Override
    public String toString() {
        return request + " -> " + (answer == null ? "no answer" : answer);
    }
}

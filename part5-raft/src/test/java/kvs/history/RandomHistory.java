package kvs.history;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Histories of clients that call a store in which each operation happens at one moment: linearizable, unless the store is told
 * to be wrong. The same seed gives the same history.
 */
final class RandomHistory {
    private final Random random;
    private final int clients;
    private final int keys;
    private final Map<String, Optional<String>> store = new HashMap<>();
    private final Recorder recorder = new Recorder();
    private int values;
    private long now;

    /** How many operations in a thousand are not answered. */
    int unansweredPerMille;

    /** How many gets in a thousand find what was there before the last change. */
    int stalePerMille;

    private final Map<String, Optional<String>> before = new HashMap<>();

    RandomHistory(long seed, int clients, int keys) {
        random = new Random(seed);
        this.clients = clients;
        this.keys = keys;
    }

    RandomHistory unanswered(int perMille) {
        unansweredPerMille = perMille;
        return this;
    }

    RandomHistory stale(int perMille) {
        stalePerMille = perMille;
        return this;
    }

    /** What a client is doing: an operation is invoked, happens, and returns. */
    private static final class Client {
        int operation = -1;
        String key = "";
        Request request = new Request.Get();
        boolean lost;
        boolean happens;

        /** Null until the operation has happened. */
        @Nullable
        Answer answer;

        int id;
    }

    History<Call> history(int operations) {
        Client[] all = new Client[clients];
        for (int i = 0; i < clients; i++) {
            all[i] = new Client();
            all[i].id = i + 1;
        }
        int next = clients;
        int invoked = 0;
        while (invoked < operations) {
            int who = random.nextInt(clients);
            Client client = all[who];
            now++;
            if (client.operation < 0) {
                client.key = "k" + random.nextInt(keys);
                client.request = request(client.key);
                client.operation = recorder.invoked(client.id, client.key, client.request, now);
                client.answer = null;
                client.lost = random.nextInt(1000) < unansweredPerMille;
                client.happens = !client.lost || random.nextBoolean();
                invoked++;
            } else if (client.answer == null && client.happens) {
                client.answer = happens(client.key, client.request);
            } else if (client.lost) {
                // A client that was not answered goes on as another one.
                Client other = new Client();
                other.id = ++next;
                all[who] = other;
            } else {
                recorder.returned(client.operation, Objects.requireNonNull(client.answer), now);
                client.operation = -1;
            }
        }
        return recorder.history();
    }

    private Request request(String key) {
        return switch (random.nextInt(10)) {
            case 0 -> new Request.Delete();
            case 1, 2 ->
                new Request.CompareAndSet(
                        store.getOrDefault(key, Optional.empty()).orElse(null), "v" + values++);
            case 3, 4, 5 -> new Request.Set("v" + values++);
            default -> new Request.Get();
        };
    }

    private Answer happens(String key, Request request) {
        Optional<String> value = store.getOrDefault(key, Optional.empty());
        Optional<String> after = value;
        Answer answer;
        switch (request) {
            case Request.Get() -> {
                Optional<String> found = random.nextInt(1000) < stalePerMille ? before.getOrDefault(key, value) : value;
                answer = new Answer.Found(found.orElse(null));
            }
            case Request.Set(String set) -> {
                after = Optional.of(set);
                answer = new Answer.Done();
            }
            case Request.Delete() -> {
                after = Optional.empty();
                answer = new Answer.Removed(value.isPresent());
            }
            case Request.CompareAndSet(String expected, String set) -> {
                after = Objects.equals(value.orElse(null), expected) ? Optional.of(set) : value;
                answer = new Answer.Found(value.orElse(null));
            }
        }
        if (!after.equals(value)) {
            before.put(key, value);
            store.put(key, after);
        }
        return answer;
    }
}

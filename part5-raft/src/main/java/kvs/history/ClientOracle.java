package kvs.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A second, simple check of a history, which shares no code with the first: rules that a reader can verify by hand. It is
 * weaker than the {@link Checker}, and never undecided.
 *
 * <ol>
 *   <li>Each value that a client found had been written: its write was invoked before the find returned.
 *   <li>An acknowledged compare-and-set names the value before it, and no two name the same one.
 *   <li>What was removed or replaced stays away: a value is not found by an operation that was invoked after that of another
 *       write or a delete had returned, if this in turn was invoked after the write of the value had returned. In the same way, no
 *       operation finds the key absent if it was invoked after a write had returned, and no client has invoked a delete by its end.
 *   <li>The finds of one client never go back: after it has found a value, it does not find one whose write had returned before
 *       the write of the first was invoked.
 * </ol>
 *
 * <p>Rules 2 to 4 need to know the write of a value, so they leave out values that are written more than once.
 */
public final class ClientOracle {
    private final List<String> broken = new ArrayList<>();

    private ClientOracle() {}

    /** Returns a sentence for each rule that is broken, with key, client and times; empty if none is. */
    public static List<String> check(History<Call> history) {
        Map<String, List<Operation<Call>>> keys = new LinkedHashMap<>();
        for (Operation<Call> operation : history.operations()) {
            keys.computeIfAbsent(operation.call().key(), _ -> new ArrayList<>()).add(operation);
        }
        ClientOracle oracle = new ClientOracle();
        keys.values().forEach(oracle::checkKey);
        return oracle.broken;
    }

    private void checkKey(List<Operation<Call>> operations) {
        Map<String, Operation<Call>> firstWrites = new HashMap<>();
        Set<String> writtenAgain = new HashSet<>();
        for (Operation<Call> operation : operations) {
            String value = operation.call().writes();
            if (value != null) {
                Operation<Call> other = firstWrites.putIfAbsent(value, operation);
                if (other != null) {
                    writtenAgain.add(value);
                    if (operation.invoked() < other.invoked()) {
                        firstWrites.put(value, operation);
                    }
                }
            }
        }
        List<Operation<Call>> finds =
                operations.stream().filter(o -> found(o) != null).toList();
        finds.forEach(find -> wasWritten(find, firstWrites));
        Map<String, Operation<Call>> writes = new HashMap<>(firstWrites);
        writes.keySet().removeAll(writtenAgain);
        replacedOnce(operations, writes);
        staysAway(operations, finds, writes);
        neverGoesBack(finds, writes);
    }

    /** Returns what an operation found; null if its answer does not say, else empty if that was no value. */
    @SuppressWarnings("NullableOptional") // null is "it does not say", empty is "there is no value"
    private static @Nullable Optional<String> found(Operation<Call> operation) {
        return switch (operation.call().answer()) {
            case Answer.Found(String value) -> Optional.ofNullable(value);
            case Answer.Removed(boolean wasThere) -> wasThere ? null : Optional.empty();
            case Answer.Done() -> null;
            case null -> null;
        };
    }

    private static String foundBy(Operation<Call> operation) {
        Optional<String> found = found(operation);
        return found == null ? "" : found.orElse("");
    }

    private void wasWritten(Operation<Call> find, Map<String, Operation<Call>> writes) {
        Optional<String> found = found(find);
        if (found != null && found.isPresent()) {
            Operation<Call> write = writes.get(found.get());
            if (write == null || write.invoked() > find.returned()) {
                broken.add(text(find) + ": this value "
                        + (write == null ? "was never written" : "was written later, by " + text(write)));
            }
        }
    }

    private void replacedOnce(List<Operation<Call>> operations, Map<String, Operation<Call>> writes) {
        Map<String, Operation<Call>> replacedBy = new HashMap<>();
        for (Operation<Call> operation : operations) {
            if (operation.call().request() instanceof Request.CompareAndSet
                    && operation.call().changed()
                    && writes.containsKey(foundBy(operation))) {
                Operation<Call> other = replacedBy.putIfAbsent(foundBy(operation), operation);
                if (other != null) {
                    broken.add(text(operation) + ": the same value was replaced by " + text(other));
                }
            }
        }
    }

    private void staysAway(
            List<Operation<Call>> operations, List<Operation<Call>> finds, Map<String, Operation<Call>> writes) {
        EarliestReturn changes = new EarliestReturn(
                operations.stream().filter(o -> o.call().changed()).toList());
        long firstDelete = operations.stream()
                .filter(o -> o.call().request() instanceof Request.Delete)
                .mapToLong(Operation::invoked)
                .min()
                .orElse(Operation.NEVER);
        Operation<Call> firstWrite = operations.stream()
                .filter(o -> o.call().writes() != null && o.call().changed())
                .min(Comparator.comparingLong(Operation::returned))
                .orElse(null);
        for (Operation<Call> find : finds) {
            Optional<String> found = found(find);
            if (found == null) {
                continue;
            }
            if (found.isPresent()) {
                Operation<Call> write = writes.get(found.get());
                Operation<Call> change = write == null ? null : changes.ofInvokedAfter(write.returned());
                if (write != null && change != null && change.returned() < find.invoked()) {
                    broken.add(text(find) + ": this value of " + text(write) + " was gone after " + text(change));
                }
            } else if (firstWrite != null && firstWrite.returned() < find.invoked() && firstDelete > find.returned()) {
                broken.add(text(find) + ": the key had a value after " + text(firstWrite)
                        + ", and no client had deleted it");
            }
        }
    }

    private void neverGoesBack(List<Operation<Call>> finds, Map<String, Operation<Call>> writes) {
        // The find whose write was invoked last, for each client.
        Map<Integer, Operation<Call>> latest = new HashMap<>();
        List<Operation<Call>> inOrder = finds.stream()
                .sorted(Comparator.comparingLong(Operation::invoked))
                .toList();
        for (Operation<Call> find : inOrder) {
            Operation<Call> write = writes.get(foundBy(find));
            if (write == null) {
                continue;
            }
            Operation<Call> before = latest.get(find.call().client());
            Operation<Call> writeBefore = before == null ? null : writes.get(foundBy(before));
            if (before != null && writeBefore != null && before.returned() <= find.invoked()) {
                if (write.returned() < writeBefore.invoked()) {
                    broken.add(text(find) + ": the same client had found a later value before, by " + text(before));
                }
            }
            if (writeBefore == null || write.invoked() > writeBefore.invoked()) {
                latest.put(find.call().client(), find);
            }
        }
    }

    private static String text(Operation<Call> operation) {
        Call call = operation.call();
        return "C" + call.client() + " " + call + " on " + call.key() + " at " + operation.invoked()
                + (operation.answered() ? " to " + operation.returned() : "");
    }

    /** Of the operations that were invoked after a moment, the one that returned first. */
    private static final class EarliestReturn {
        private final long[] invoked;
        private final List<Operation<Call>> earliest;

        EarliestReturn(List<Operation<Call>> operations) {
            List<Operation<Call>> sorted = operations.stream()
                    .sorted(Comparator.comparingLong(Operation::invoked))
                    .toList();
            invoked = sorted.stream().mapToLong(Operation::invoked).toArray();
            earliest = new ArrayList<>(sorted);
            for (int i = earliest.size() - 2; i >= 0; i--) {
                if (earliest.get(i + 1).returned() < earliest.get(i).returned()) {
                    earliest.set(i, earliest.get(i + 1));
                }
            }
        }

        @Nullable
        Operation<Call> ofInvokedAfter(long moment) {
            int at = Arrays.binarySearch(invoked, moment);
            int from = at < 0 ? -at - 1 : at;
            while (from < invoked.length && invoked[from] == moment) {
                from++;
            }
            return from < invoked.length ? earliest.get(from) : null;
        }
    }
}

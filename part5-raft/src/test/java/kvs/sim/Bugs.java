package kvs.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads what {@link BugHunt} has written. */
final class Bugs {
    private Bugs() {}

    static List<String> trace(int number) {
        return lines(number + ".jsonl");
    }

    static Plan plan(int number) {
        return PlanText.parse(lines(number + ".plan"));
    }

    static Diagnosis diagnosis(int number) {
        String[] words = lines(number + ".answer").getFirst().split(" ", -1);
        return new Diagnosis(BrokenRule.valueOf(words[0]), Integer.parseInt(words[1]), Long.parseLong(words[2]));
    }

    private static List<String> lines(String name) {
        try (InputStream in = Bugs.class.getResourceAsStream("bugs/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the resource kvs/sim/bugs/" + name + " is missing; run BugHunt");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

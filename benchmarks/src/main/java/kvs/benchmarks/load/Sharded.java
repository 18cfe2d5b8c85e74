package kvs.benchmarks.load;

import java.io.IOException;
import java.util.List;

/** What {@code benchmarks/run sharded} leaves to a program: the drawings, and what the server allocates. */
public final class Sharded {
    private Sharded() {}

    /** {@code draw FIGURES SVG TITLE SUBTITLE X-LABEL count|bytes}, or {@code allocation REQUESTS}. */
    public static void main(String[] args) throws IOException {
        List<String> words = List.of(args);
        switch (words.isEmpty() ? "" : words.getFirst()) {
            case "draw" -> Curves.draw(words.subList(1, words.size()));
            case "allocation" -> System.exit(Allocation.measure(System.out, Long.parseLong(words.get(1))) ? 0 : 1);
            default -> throw new IllegalArgumentException("draw … or allocation REQUESTS");
        }
    }
}

package kvs.cluster.local;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/** What a program prints, line by line. */
final class Lines extends OutputStream {
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<String> seen = new ArrayList<>();

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            lines.add(line.toString(StandardCharsets.UTF_8).stripTrailing());
            line.reset();
        } else {
            line.write(b);
        }
    }

    Output output() {
        return new Output(new PrintStream(this, false, StandardCharsets.UTF_8));
    }

    /** Waits for a line with these words; returns it. */
    String await(String words) throws InterruptedException {
        while (true) {
            String next = lines.take();
            seen.add(next);
            if (next.contains(words)) {
                return next;
            }
        }
    }

    /** Returns all lines so far. */
    List<String> all() {
        lines.drainTo(seen);
        return seen;
    }
}

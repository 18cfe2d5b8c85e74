package kvs.cluster.local;

import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import kvs.cli.OutputException;

/** Where the lines of all nodes come together. Each line says whose it is. Any thread may call this. */
final class Output {
    private final PrintStream out;

    /** Completes with the first failure to write: the lines after it are dropped, and the threads with them live on. */
    private final CompletableFuture<OutputException> failure = new CompletableFuture<>();

    Output(PrintStream out) {
        this.out = out;
    }

    /** Completes when a line cannot be written. */
    CompletableFuture<OutputException> failure() {
        return failure;
    }

    /** Prints a line of a node's log. */
    void node(int id, String line) {
        print("node " + id + " | " + line);
    }

    /** Prints a line about the cluster. */
    void cluster(String line) {
        print("cluster | " + line);
    }

    /** Prints an answer to a command: lines without a prefix. */
    void answer(String lines) {
        print(lines);
    }

    private synchronized void print(String line) {
        try {
            out.println(line);
            out.flush();
        } catch (OutputException e) {
            failure.complete(e);
        }
    }
}

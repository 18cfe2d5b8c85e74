package kvs.cluster.local;

import java.io.PrintStream;

/** Where the lines of all nodes come together. Each line says whose it is. */
final class Output {
    private final PrintStream out;

    Output(PrintStream out) {
        this.out = out;
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
        out.println(line);
        out.flush();
    }
}

package kvs.cluster.demo;

import java.util.List;

/** The cluster did not keep a promise, so that the demo cannot go on. */
final class BrokenPromiseException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Broken broken;

    BrokenPromiseException(Promise promise, String sentence, List<String> details) {
        super(sentence);
        this.broken = new Broken(promise, sentence, details);
    }

    Broken broken() {
        return broken;
    }

    /**
     * A promise that was not kept.
     *
     * @param details lines that show it
     */
    record Broken(Promise promise, String sentence, List<String> details) {}
}

package kvs.workbook.check;

import java.time.Duration;

/**
 * When a test that does not end is ended.
 *
 * @param cpuPerTest processor time of the busiest thread during one test: a slow machine does not fail honest code
 * @param quiet nothing reported and hardly any processor time used: the test waits for ever
 * @param silence nothing reported, whatever else happens, by the wall clock; the parent process waits half as long
 *     again for a worker that cannot even say so
 */
public record Limits(Duration cpuPerTest, Duration quiet, Duration silence) {

    public static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(120));

    Duration backstop() {
        return silence.plus(silence.dividedBy(2));
    }
}

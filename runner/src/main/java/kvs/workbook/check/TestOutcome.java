package kvs.workbook.check;

import java.time.Duration;

/**
 * How one test ended.
 *
 * @param took by the wall clock; zero for what did not run
 */
public record TestOutcome(TestName test, Ending ending, Duration took) {}

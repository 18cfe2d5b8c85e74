/**
 * {@code kvs-log}, an inspector for the files of {@link kvs.log} and {@link kvs.engine.log}. <em>What is in a log?</em>
 *
 * <pre>
 *   kvs-log DIR                        the segments           SegmentTable
 *   kvs-log DIR --records [SEGMENT]    their records          RecordTable
 *   kvs-log DIR --hex SEGMENT OFFSET   a record's bytes       RecordDump
 * </pre>
 *
 * <p>{@code KvsLog} has the options and the exit codes; each of the other types is one listing. They only read, so a log in
 * use can be inspected, and so can one that no server opens.
 *
 * <p>One thread.
 */
@NullMarked
package kvs.inspect;

import org.jspecify.annotations.NullMarked;

/**
 * What is in the files of a log? {@code kvs-log}, to look at what {@link kvs.log} and {@link kvs.engine.log} write.
 *
 * <pre>
 *   kvs-log DIR                        the segments           SegmentTable
 *   kvs-log DIR --records [SEGMENT]    their records          RecordTable
 *   kvs-log DIR --hex SEGMENT OFFSET   a record's bytes       RecordDump
 * </pre>
 *
 * <p>{@code KvsLog} has the words and the exit codes, the others are one listing each. All of them read and nothing else: a
 * log in use can be looked at, and so can one that no server opens.
 *
 * <p>One thread.
 */
@NullMarked
package kvs.inspect;

import org.jspecify.annotations.NullMarked;

/**
 * Histories of operations: recorded calls with their start and end, and what may be found after a crash.
 *
 * <pre>
 *   disk operations   0    1    2    3    4    5    6    7
 *                     open           | set a = 1 |  sync  |
 *   Operation 0       set a = 1      invoked 3, returned 5
 *   Operation 1       sync           invoked 5, returned 7       from 7 on, a = 1 is durable
 * </pre>
 *
 * <p>Time is counted in operations of the {@link kvs.io.SimDisk}: a history has no other clock. Read {@link
 * kvs.history.Operation}, {@link kvs.history.History}, then {@link kvs.history.Change}.
 *
 * <p>A history is recorded by one thread, so its operations never overlap. Checking concurrent histories is left out.
 */
@NullMarked
package kvs.history;

import org.jspecify.annotations.NullMarked;

/**
 * Histories of operations: recorded calls with their start and end.
 *
 * <pre>
 *   time              0    1    2    3    4    5    6    7
 *   client 1               |--- set a = 1 ---|
 *   client 2                    |---------- get a ---------|
 *
 *   Operation 0       set a = 1      invoked 1, returned 4
 *   Operation 1       get a          invoked 2, returned 7       overlaps operation 0: it may find a = 1 or not
 * </pre>
 *
 * <p>A history says what clients saw and when; what it may be is for a check to say. The tests of this part check what one
 * client finds after a crash, with time counted in disk operations. Part 5 checks what many clients see at the same time; its
 * package of the same name holds that checker.
 *
 * <p>Read {@link kvs.history.Operation}, then {@link kvs.history.History}. Neither is for more than one thread.
 */
@NullMarked
package kvs.history;

import org.jspecify.annotations.NullMarked;

/** Measurements of part 5: the Raft core alone, the simulator, and the checker of histories. */
@NullMarked
package kvs.benchmarks.raft;

import org.jspecify.annotations.NullMarked;

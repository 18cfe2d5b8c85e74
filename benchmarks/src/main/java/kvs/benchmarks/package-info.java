/**
 * What does it cost? Every figure in the book comes from here, measured beside a yardstick in the same run: machines
 * differ and are never quiet, a ratio travels.
 *
 * <p>Start with {@link kvs.benchmarks.Main}; each benchmark says what it measures and what it leaves out.
 */
package kvs.benchmarks;

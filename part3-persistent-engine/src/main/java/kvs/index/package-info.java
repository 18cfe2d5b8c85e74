/**
 * The ordered index of the engine, in few objects. <em>How does a store keep a pointer for each of a hundred million keys in
 * memory?</em>
 *
 * <pre>
 *   KeyIndex   key ──▶ segment, offset, length          put, get, remove, scan
 *      ▲
 *      │ merge                                          one pass for a whole segment
 *   SortedRun ◀── RunMerger ◀── SortedRun, SortedRun    at start
 * </pre>
 *
 * <p>A {@code ConcurrentSkipListMap<Bytes, LogPointer>} is right, and the engine works with one ({@code benchmarks/run
 * engines} has the row). But it makes five objects for each key, and each search follows a dozen references to memory that no
 * cache holds. This package trades its simplicity for memory, fast reads and a fast start; docs/decisions/0009 has the figures.
 * The rest of the engine knows three types: {@link kvs.index.KeyIndex}, {@link kvs.index.SortedRun} and {@link
 * kvs.index.RunMerger}.
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>{@link kvs.index.KeyIndex}: what an index does.
 *   <li>{@code LeafIndex}, {@code Leaf}, {@code PackedEntry}: where the keys are. {@code Fingerprint} finds one in a leaf.
 *   <li>{@code InnerNodes}, {@code SeparatorKeys}: how a search finds the leaf.
 *   <li>{@link kvs.index.SortedRun}, {@code EntryBuffer}, {@code EntrySort}, {@link kvs.index.RunMerger}: many keys at once.
 * </ol>
 *
 * <p><b>Threads.</b> Any may read an index, and never blocks. One at a time may change it.
 *
 * <p><b>Left out on purpose.</b> Keys on disk, which the engine does not have. More than one writer: the log has one. Leaves
 * that are merged with their neighbours when they shrink: a leaf is removed when its last key is.
 */
@NullMarked
package kvs.index;

import org.jspecify.annotations.NullMarked;

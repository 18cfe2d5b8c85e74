/**
 * An engine on a log. <em>How does a store answer at once, lose nothing it has promised, and stay small?</em>
 *
 * <pre>
 *   set, remove ──▶ WriteQueue ──▶ RecordLog       one record, behind all others
 *                                      │
 *                                  KeyIndex        key ──▶ segment, offset, length
 *                                      │
 *   get ───────────────────────────────┴──▶ one read
 *
 *   open        Recovery     the index again, from HintFiles or from the records
 *   meanwhile   Upkeep       Compaction gives back what is stale
 * </pre>
 *
 * <p>The design is Bitcask's (Sheehy and Smith, 2010): all keys in memory, all values in a log, a read is one seek. Here
 * the keys are in order, so that a range can be asked for.
 *
 * <p>To be read in this order:
 *
 * <ol>
 *   <li>{@link kvs.engine.log.EntryFormat}: what is written. {@link kvs.engine.log.Fsync}: what is promised.
 *   <li>{@link kvs.engine.log.LogEngine}: the four methods, and the order in which things are done.
 *   <li>{@link kvs.engine.log.WriteQueue}: many writers, one force.
 *   <li>{@link kvs.engine.log.KeyIndex} and {@link kvs.engine.log.Leaf}: millions of keys, few objects.
 *   <li>{@link kvs.engine.log.Recovery}, {@link kvs.engine.log.SortedEntries}, {@link kvs.engine.log.HintFile}: starting.
 *       {@link kvs.engine.log.Sorting} and {@link kvs.engine.log.Runs} make it fast.
 *   <li>{@link kvs.engine.log.Usage}, {@link kvs.engine.log.Victims}, {@link kvs.engine.log.Compaction}: staying small.
 *       {@link kvs.engine.log.Upkeep} does it in the background.
 * </ol>
 *
 * <p><b>Threads.</b> Readers wait for nobody. Writers queue; one of them works for all that wait. A thread of the engine's
 * own compacts.
 *
 * <p><b>Left out on purpose.</b> Keys beyond memory (a log-structured merge tree keeps them on disk: LevelDB), compression,
 * transactions, and a cache of values: the operating system has one.
 */
@NullMarked
package kvs.engine.log;

import org.jspecify.annotations.NullMarked;

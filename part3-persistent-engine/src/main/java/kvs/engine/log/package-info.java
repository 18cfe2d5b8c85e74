/**
 * An engine on a log. <em>How does a store answer at once, lose nothing it has acknowledged, and stay small?</em>
 *
 * <pre>
 *   set, remove ──▶ WriteQueue ──▶ RecordLog       one record, at the end of the log
 *                                      │
 *                                   Keydir         key ──▶ segment, offset, length
 *                                      │
 *   get ───────────────────────────────┴──▶ one read
 *
 *   start       Recovery           the keydir again, by replay of the records
 *   meanwhile   BackgroundTasks    Compaction gives back the room of stale records
 * </pre>
 *
 * <p>The design is Bitcask's (Sheehy and Smith, 2010): all keys in memory, all values in a log, a read is one seek. Unlike
 * Bitcask's, this keydir is ordered, so a range of keys can be scanned.
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>{@link kvs.engine.log.EntryFormat}: what is written. {@link kvs.engine.log.Fsync}: what is promised. {@link
 *       kvs.engine.log.LogEngineOptions}: what can be set.
 *   <li>{@link kvs.engine.log.LogEngine}: get, set, remove and scan, and the order of steps in a write. {@link
 *       kvs.engine.log.Keydir}: what a write changes in memory. {@link kvs.engine.log.Usage}: the bytes that it counts.
 *   <li>{@link kvs.engine.log.WriteQueue}: many writers, one force. {@link kvs.engine.log.Write}: one that waits in it.
 *   <li>{@link kvs.engine.log.Recovery}: the start, by replay into an {@link kvs.engine.log.EntrySink}. {@link
 *       kvs.engine.log.HintFile} and {@link kvs.engine.log.KeydirLoader}: the same, fast.
 *   <li>{@link kvs.engine.log.Stats}, {@link kvs.engine.log.Victims}, {@link kvs.engine.log.Compaction}: staying small.
 *       {@link kvs.engine.log.BackgroundTasks} does it in the background. {@link kvs.engine.log.UnreadableSegments} and {@link
 *       kvs.engine.log.Reserve}: what is done about a bad segment and a full disk (docs/decisions/0017).
 *   <li>{@link kvs.engine.log.LogInspection}: a look at the files from outside. {@link kvs.engine.log.LogEngineProvider}: the
 *       engine on a command line.
 * </ol>
 *
 * <p>The log below ({@link kvs.log}) takes back the records of a batch that could not be written. At a start it cuts off a torn
 * tail and deletes leftovers. The index ({@link kvs.index}) adds one type to know: a {@link kvs.index.SortedRun} holds the keys
 * of a segment in order.
 *
 * <p><b>Threads.</b> Readers never block. Writers queue; the first of them writes for all that wait. Two threads of the engine's
 * own compact, write hint files, and force. The monitor of the keydir is held by the thread that appends to the log or changes
 * the keydir. At a start no other thread knows the keydir yet, and it is filled without the monitor.
 *
 * <p><b>Left out on purpose.</b> The insides of the index ({@link kvs.index}; a sorted map would do). Keys beyond memory: a
 * log-structured merge tree keeps them on disk (LevelDB). Compression. Transactions. A cache of values: the operating system has
 * one.
 */
@NullMarked
package kvs.engine.log;

import org.jspecify.annotations.NullMarked;

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
 *   <li>{@link kvs.engine.log.EntryFormat}: what is written. {@link kvs.engine.log.Fsync}: what is promised.
 *   <li>{@link kvs.engine.log.LogEngine}: get, set, remove and scan, and the order of steps in a write. {@link
 *       kvs.engine.log.Keydir}: what a write changes in memory.
 *   <li>{@link kvs.engine.log.WriteQueue}: many writers, one force.
 *   <li>{@link kvs.engine.log.Recovery}: the start, by replay. {@link kvs.engine.log.HintFile} and {@link
 *       kvs.engine.log.KeydirLoader}: the same, fast.
 *   <li>{@link kvs.engine.log.Usage}, {@link kvs.engine.log.Victims}, {@link kvs.engine.log.Compaction}: staying small.
 *       {@link kvs.engine.log.BackgroundTasks} does it in the background.
 *   <li>{@link kvs.engine.log.LogInspection}: a look at the files from outside.
 * </ol>
 *
 * <p><b>Threads.</b> Readers never block. Writers queue; the first of them writes for all that wait. Two threads of the engine's
 * own compact, write hint files, and force. The monitor of the keydir is held by the thread that appends to the log or changes
 * the keydir.
 *
 * <p><b>Left out on purpose.</b> The insides of the index ({@link kvs.index}; a sorted map would do). Keys beyond memory: a
 * log-structured merge tree keeps them on disk (LevelDB). Compression. Transactions. A cache of values: the operating system has
 * one.
 */
@NullMarked
package kvs.engine.log;

import org.jspecify.annotations.NullMarked;

/**
 * A log: records that are appended at the end and never changed. <em>After a crash, which bytes can be trusted?</em>
 *
 * <pre>
 *   data/log/  manifest          which segments, in which order          (Manifest)
 *              0000000001.log    [ header | record | record | record ]   (SegmentHeader, RecordFormat)
 *              0000000004.log    [ header | record | record ]
 *              0000000003.log    [ header | record | rec                 only the newest may end like this
 *              clean-stop        where the newest ended when the log was closed      (CleanStop)
 *              lock              held by the process that has the log open           (DirectoryLock)
 *
 *   append ──▶ LogWriter ──▶ SegmentWriter ──▶ the newest segment     flush, force
 *   read   ──▶ Segment                                                at a LogPointer: one read
 *   open   ──▶ LogDirectory ──▶ SegmentScan ──▶ TornTail              check everything, then change
 * </pre>
 *
 * <p>A log is the simplest structure that can be made durable. Nothing is overwritten, so a crash can only hurt what was
 * being appended: the end of the newest file. There are three answers for the bytes found there, as for those of a protocol
 * in part 1. They are a record; or they were never finished, and no client was promised them; or they were whole once and
 * have been damaged. In the second case they are cut off, in the third the log is not opened. {@link kvs.log.TornTail}
 * decides.
 *
 * <p>Segments are added and removed as a whole. The manifest lists them, so that a missing file is noticed, even after
 * compaction has replaced others (docs/decisions/0006).
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>{@link kvs.log.RecordFormat} and {@link kvs.log.SegmentHeader}: the bytes.
 *   <li>{@link kvs.log.SegmentWriter}: one segment, buffered, flushed, forced.
 *   <li>{@link kvs.log.SegmentScan} and {@link kvs.log.TornTail}: reading what a crash has left.
 *   <li>{@link kvs.log.Manifest}, {@link kvs.log.LogDirectory}, {@link kvs.log.Segments}: which files there are.
 *   <li>{@link kvs.log.RecordLog}: the whole log; {@link kvs.log.LogOpening} is its start, {@link kvs.log.LogWriter} its end,
 *       where a failed write is taken back.
 *   <li>{@link kvs.log.LogReport} inspects a log without opening it. {@link kvs.log.Salvage} builds a new log from what can
 *       still be read of a damaged one.
 * </ol>
 *
 * <p><b>Threads.</b> One appends. Any may force, so that several writers share a force. Any may read.
 *
 * <p><b>Left out on purpose.</b> Files that are reused after they have been given up: faster to force, but old records
 * follow the new ones. (Zeros past the end of the newest file are another matter: {@link kvs.io} writes them in advance, a
 * window at a time.) Compression: a record is read alone, and alone it hardly shrinks. A limit on open files: each segment
 * keeps its own. The meaning of a record: that belongs to the engine, and in part 5 to Raft.
 */
@NullMarked
package kvs.log;

import org.jspecify.annotations.NullMarked;

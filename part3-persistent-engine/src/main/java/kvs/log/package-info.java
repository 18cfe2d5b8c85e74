/**
 * A log: records that are added at the end and never changed. <em>After a crash, which bytes can be believed?</em>
 *
 * <pre>
 *   data/log/  manifest          which segments, in which order          (Manifest)
 *              0000000001.log    [ header | record | record | record ]   (SegmentHeader, RecordFormat)
 *              0000000004.log    [ header | record | record ]
 *              0000000003.log    [ header | record | rec                 only the newest may end like this
 *              lock
 *
 *   append ──▶ SegmentWriter ──▶ the newest segment      flush, force
 *   read   ──▶ Segment                                   at a LogPointer: one read
 *   open   ──▶ LogDirectory ──▶ SegmentScan ──▶ TornTail     look at everything, then change
 * </pre>
 *
 * <p>A log is the simplest thing that can be made safe. What is there is never written over, so a crash can only hurt what
 * was being added: the end of the newest file. Three answers are possible for the bytes found there, as for those of a
 * protocol in part 1: they are a record; they were never finished, and nobody was promised them; or they were whole once,
 * and something has damaged them. The second is cut off, the third is refused. {@link kvs.log.TornTail} decides.
 *
 * <p>Segments come and go as a whole. The manifest says which are there, so that a missing file is missed, even where
 * compaction has taken others away (docs/decisions/0006).
 *
 * <p>To be read in this order:
 *
 * <ol>
 *   <li>{@link kvs.log.RecordFormat} and {@link kvs.log.SegmentHeader}: the bytes.
 *   <li>{@link kvs.log.SegmentWriter}: buffered, flushed, forced.
 *   <li>{@link kvs.log.SegmentScan} and {@link kvs.log.TornTail}: reading what a crash has left.
 *   <li>{@link kvs.log.Manifest}, {@link kvs.log.LogDirectory}, {@link kvs.log.Segments}: which files there are.
 *   <li>{@link kvs.log.RecordLog}: all of it together. {@link kvs.log.LogReport} looks at a log without opening it,
 *       {@link kvs.log.Salvage} makes a new one out of what a damaged one still has.
 * </ol>
 *
 * <p><b>Threads.</b> One appends. Any may force, so that many writers share one force. Any may read.
 *
 * <p><b>Left out on purpose.</b> Files that are made long in advance, and used again: faster to force, but then old records
 * lie behind the new. Compression: a record is read alone, and alone it hardly shrinks. A limit on open files: each
 * segment keeps its own. What a record means: that is for the engine, and in part 5 for Raft.
 */
@NullMarked
package kvs.log;

import org.jspecify.annotations.NullMarked;

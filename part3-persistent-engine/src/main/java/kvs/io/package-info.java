/**
 * The disk, and what it forgets. <em>When is a byte that was written durable?</em>
 *
 * <pre>
 *   write ──────▶ the operating system     every process sees it; it survives a kill of this one
 *                      │
 *   force ──────▶ the disk                 it survives a loss of power
 *
 *   create, rename, delete ──▶ the directory, which is forced on its own:
 *   a file whose bytes are durable can still lose its name
 * </pre>
 *
 * <p>Between write and force the system may put the bytes on disk in any order, or only some of them. A disk writes sectors
 * of 512 bytes or more, and a sector is old or new. To keep B from ever reaching the disk without A: write A, force it,
 * then write B. That is the only order that exists, and every file format in this part is built on it.
 *
 * <p>All storage goes through {@link kvs.io.Disk}, so that a test can take the disk's place: {@code SimDisk}, in the test
 * sources, keeps apart what was not forced, and can lose any of it.
 *
 * <pre>
 *   Disk       RealDisk      names, locks
 *   DiskFile   RealFile      a file: each read, write and force is a call             the plain version, complete
 *              MappedFile    over it: reads are copies from memory  ┐ optimisations:
 *              AppendWindow  over both: short appends, too          ┘ Mappings, Mapping, Preallocation
 * </pre>
 *
 * <p>{@link kvs.io.DirectoryLock} locks a data directory, and notices by a {@link kvs.io.PathWatch} when its path leads to
 * another one. {@link kvs.io.Shortage} tells a full disk, and a process without file descriptors, from every other failure.
 *
 * <p>Reading order: {@link kvs.io.Disk} and {@link kvs.io.DiskFile}; then {@link kvs.io.RealDisk} and {@code RealFile}, for
 * the traps of the JDK and the operating system. {@code MappedFile}, {@code AppendWindow} and what they use change nothing
 * but the time that it takes; leave them for later.
 *
 * <p><b>Threads.</b> Any thread may call any method.
 *
 * <p><b>Left out on purpose.</b> Direct I/O past the system's cache: the cache is what makes a read of a recent record
 * cheap. Asynchronous I/O: the thread that waits for a force has nothing better to do.
 */
@NullMarked
package kvs.io;

import org.jspecify.annotations.NullMarked;

/**
 * The disk, and how it forgets. <em>When is a byte that was written really there?</em>
 *
 * <pre>
 *   write ──────▶ the operating system     there for every process, also when this one is killed
 *                      │
 *   force ──────▶ the disk                 there when the power comes back
 *
 *   create, rename, delete ──▶ the directory, which is forced on its own:
 *   a file whose bytes are safe can still lose its name
 * </pre>
 *
 * <p>Between write and force the system may put the bytes on disk in any order, or only some of them: a disk writes
 * sectors of 512 bytes or more, and a sector is old or new. Whoever wants to be sure that B is never there without A
 * forces A first. That is all the order there is, and every file format in this part is built from it.
 *
 * <p>All storage goes through {@link kvs.io.Disk}, so that a test can stand behind it: {@code SimDisk}, in the test
 * sources, keeps what was not forced apart, and can lose any of it.
 *
 * <p>To be read in this order: {@link kvs.io.Disk} and {@link kvs.io.DiskFile}; then {@link kvs.io.RealDisk} and {@code
 * RealFile} and {@code Mapping}, for the traps that the JDK and the operating system have set.
 *
 * <p><b>Threads.</b> Anybody may call anything.
 *
 * <p><b>Left out on purpose.</b> Direct I/O past the system's cache: the cache is what makes a read of a recent record
 * cheap. Asynchronous I/O: the thread that waits for a force has nothing better to do.
 */
@NullMarked
package kvs.io;

import org.jspecify.annotations.NullMarked;

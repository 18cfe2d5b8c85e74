/**
 * A store that others have written, behind the same interface. <em>What do we get from a library, and what not?</em>
 *
 * <pre>
 *   set, remove ──▶ MVMap, in memory ── commit ──▶ operating system ── sync ──▶ disk
 *   get, scan   ──▶ MVMap ──▶ a cache of pages ──▶ the file
 * </pre>
 *
 * <p>MVStore is the storage of the H2 database: a B-tree whose pages are never changed in place. A commit writes all pages
 * that are new, from the leaf to the root, as one <em>chunk</em> into the file, and space is used again when no tree that
 * is still of interest has a page in it. So it need not hold all keys in memory, as {@link kvs.engine.log} does; it
 * writes a path of pages where the log writes a record; and it is one file.
 *
 * <p>It is here to be compared with: by the same tests, on the same server ({@code --engine mvstore}), under the same load.
 * {@link kvs.engine.mvstore.MvStoreEngine} says what it promises, {@link kvs.engine.mvstore.BytesType} what a key is to it.
 *
 * <p><b>Threads.</b> Any, as for every engine. MVStore has three of its own, this package one more under {@code --fsync
 * interval}.
 *
 * <p><b>Left out on purpose.</b> Its versions, transactions, compression and encryption. Its I/O does not go through
 * {@link kvs.io.Disk}, so that no test can pull its plug.
 */
@NullMarked
package kvs.engine.mvstore;

import org.jspecify.annotations.NullMarked;

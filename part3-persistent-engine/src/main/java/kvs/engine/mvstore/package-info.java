/**
 * A library's store behind the same interface. <em>What does a library give us, and what does it not?</em>
 *
 * <pre>
 *   set, remove ──▶ MVMap, in memory ── commit ──▶ operating system ── sync ──▶ disk
 *   get, scan   ──▶ MVMap ──▶ a cache of pages ──▶ the file
 * </pre>
 *
 * <p>MVStore is the storage of the H2 database: a B-tree whose pages are never changed in place. A commit writes all new
 * pages, from the leaf to the root, as one <em>chunk</em> to the file. Space is reused when no tree that may still be read
 * has a page in it. So MVStore need not hold all keys in memory, as {@link kvs.engine.log} does; it writes a path of pages
 * where the log writes a record; and it is one file.
 *
 * <p>It is here for comparison: in the same tests, on the same server ({@code --engine mvstore}), under the same load.
 * Reading order: {@link kvs.engine.mvstore.MvStoreEngine} says what it promises, {@code StoreFile} what happens
 * when a write fails, {@link kvs.engine.mvstore.BytesType} how a key is stored, {@link kvs.engine.mvstore.CleanStop} how a start
 * notices that the file has changed.
 *
 * <p><b>Threads.</b> Any, as for every engine. MVStore has three of its own, this package one more under {@code --fsync
 * interval}.
 *
 * <p><b>Left out on purpose.</b> Its versions, transactions, compression and encryption. Its I/O does not go through
 * {@link kvs.io.Disk}, so no test can simulate a loss of power for it.
 */
@NullMarked
package kvs.engine.mvstore;

import org.jspecify.annotations.NullMarked;

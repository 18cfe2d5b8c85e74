/**
 * What one shard holds: keys, their values, and the time at which they expire. <em>How little memory and how few steps does
 * a key need, when a single thread owns it?</em>
 *
 * <pre>
 *   key ──▶ KeyHash ──▶ Sharding      which shard: the remainder of all 64 bits
 *              │
 *              ▼
 *   command ──▶ Keyspace              hides expired keys, breaks watches, tells the listener
 *              │    ├─ Watches, Sweep
 *              ▼
 *          ValueMap                   does not know what time it is
 *              ├─ ObjectMap           an object for each key: the one to read
 *              └─ SlabMap             no object for any key: the one that is fast
 *                   ├─ SlabIndex      [ – │ slot │ slot │ – ]     hash bits and position, in two tables while it grows
 *                   └─ Slabs          [ entry │ stale │ entry ]   bytes, appended; compaction gives back what is stale
 * </pre>
 *
 * <p>A store with locks, one or many, spends its time on passing keys from one thread to another. Here each key has
 * one thread, so the map is plain code: no lock, no atomic variable, no copy for a reader. What is left is memory. A
 * {@code HashMap} entry of a short key and value is six objects, which a look-up visits one after the other, and each visit
 * may miss the processor's cache. In slabs a look-up reads the index and the entry. The garbage collector sees a few large
 * arrays in the place of millions of objects.
 *
 * <p>The price is work that the collector did before: stale bytes have to be given back. All such work is cut into small
 * steps, which the shard's thread does between requests. A slow step would hold up every client of the shard: the index
 * grows a few slots at a time, and compaction moves one entry at a time.
 *
 * <p>Bytes are passed as a {@link kvs.shard.Slice}: where they lie, not a copy. A key lies in the read buffer of its
 * request, a value in a slab, and neither is copied for a comparison or a reply. A slice of the map's memory is valid until the
 * next call on the map.
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>{@link kvs.shard.Slice}, {@link kvs.shard.KeyHash}, {@link kvs.shard.Sharding}: a key, its hash, its shard.
 *   <li>{@link kvs.shard.ValueMap} and {@link kvs.shard.ObjectMap}: what a map does, and the simple way to do it.
 *   <li>{@link kvs.shard.Keyspace}, with {@link kvs.shard.Watch}, {@code Watches} and {@code Sweep}: what changes with time.
 *   <li>{@code SlabEntry}, {@code Slabs}: the bytes. {@code SlotTable}, {@code SlabIndex}: how they are found.
 *       {@code SlabCompaction}: how room is given back. {@link kvs.shard.SlabMap} joins them.
 *   <li>{@link kvs.shard.Database}: one shard or several, as a command sees them.
 *   <li>{@link kvs.shard.ShardStore}, with {@code ChangedKeys} and {@link kvs.shard.Commit}: the same keys on disk.
 * </ol>
 *
 * <p><b>Threads.</b> A shard belongs to one thread, or to the one that holds it meanwhile. Only a
 * {@link kvs.shard.Watch} may be asked and broken by any.
 *
 * <p><b>Left out on purpose.</b> Types of values other than bytes. Eviction: a key stays until it is removed or expires. A
 * secret in the hash: {@link kvs.shard.KeyHash} is part of the format on disk, so a client can make keys that collide, and
 * slow its shard down.
 */
@NullMarked
package kvs.shard;

import org.jspecify.annotations.NullMarked;

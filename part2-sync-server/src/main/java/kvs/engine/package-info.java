/**
 * Where keys and values are kept. <em>What must a store promise, so that a server need not know which one it has?</em>
 *
 * <pre>
 *   kvs-server --dir data [--engine kvs]
 *        |
 *     Engines  <------ EngineProvider ...   one a jar, found by ServiceLoader
 *        |
 *        |  reads data/engine: who wrote this?      (EngineRecord)
 *        v
 *     KvEngine         get, set, remove, flush, close
 *        ^  ^
 *        |  +-- OrderedEngine                + scan, for those that keep an order
 *        |
 *     MemoryEngine                           part 3 adds engines that last
 * </pre>
 *
 * <p>To be read in this order: {@link kvs.engine.KvEngine}, the promise; {@link kvs.engine.MemoryEngine}, the shortest
 * way to keep it; {@link kvs.engine.OrderedEngine}, what not every engine can do; {@link kvs.engine.EngineProvider} and
 * {@link kvs.engine.Engines}, where it is decided which engine opens a directory.
 *
 * <p><b>Threads.</b> Any thread may call an engine at any time, and an engine is linearizable. Opening and closing are
 * for one thread.
 *
 * <p><b>Left out on purpose.</b> Transactions, several keys at once, expiry (part 4), and iterators that stay open: a
 * scan has a limit and is over. Nothing guards a directory against two processes; an engine that has files does that
 * with a lock of its own (part 3).
 */
@NullMarked
package kvs.engine;

import org.jspecify.annotations.NullMarked;

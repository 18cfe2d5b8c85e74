/**
 * Stores of keys and values. <em>What must an engine promise, so that a server need not know which one it has?</em>
 *
 * <pre>
 *   kvs-server --dir data [--engine kvs]
 *        |
 *     Engines  <------ EngineProvider ...   one per jar, found by ServiceLoader
 *        |
 *        |  reads data/engine: whose data is this?  (EngineRecord)
 *        v
 *     KvEngine         get, set, remove, writeBatch, flush, close
 *        ^  ^
 *        |  +-- OrderedEngine                + scan, for engines that keep an order
 *        |
 *     MemoryEngine                           part 3 adds persistent engines
 * </pre>
 *
 * <p>Reading order: {@link kvs.engine.KvEngine}, the promise; {@link kvs.engine.MemoryEngine}, the simplest
 * implementation; {@link kvs.engine.OrderedEngine}, which adds scans; {@link kvs.engine.EngineProvider} and {@link
 * kvs.engine.Engines}, which choose the engine of a directory; {@link kvs.engine.DurableFile}, which writes the name of the
 * engine so that a crash leaves it whole.
 *
 * <p><b>Threads.</b> Any thread may call an engine at any time, and an engine is linearizable. One thread opens it, and
 * one closes it.
 *
 * <p><b>Left out on purpose.</b> Transactions, expiry (part 4), and iterators that stay open: a scan has a limit
 * and returns a list. A lock on the directory: an engine that has files takes its own (part 3).
 */
@NullMarked
package kvs.engine;

import org.jspecify.annotations.NullMarked;

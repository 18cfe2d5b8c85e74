package kvs.resp;

/** Which shards a command needs. */
public enum Routing {
    /** None: it runs on the client's loop. */
    NONE,
    /** Those of its keys ({@link CommandSpec#firstKey}); all of them are held if there are several. */
    KEYS,
    /** The one in its cursor: SCAN. */
    CURSOR,
    /** All, held. */
    ALL,
    /** Those of the keys that the client watches, held: UNWATCH, DISCARD. */
    WATCHED,
    /** Those of the watched keys and of the queued commands, held: EXEC. */
    TRANSACTION
}

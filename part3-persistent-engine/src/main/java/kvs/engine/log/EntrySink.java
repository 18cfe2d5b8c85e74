package kvs.engine.log;

import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/** Receives what the records of a log say of their keys, in log order. */
interface EntrySink {

    /** Receives a set: the record at {@code pointer} gives {@code key} a value. */
    void set(Bytes key, LogPointer pointer);

    /** Receives a remove: the record at {@code tombstone} says that {@code key} has no value any more. */
    void remove(Bytes key, LogPointer tombstone);
}

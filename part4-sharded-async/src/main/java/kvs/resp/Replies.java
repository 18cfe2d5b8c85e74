package kvs.resp;

import kvs.shard.Slice;

/**
 * Takes the answers of commands, one after the other, and writes them in a protocol's form. For one thread at a time.
 */
public interface Replies {

    /** Writes the answer of a command that succeeded and has nothing to say: {@code +OK}. */
    void ok();

    /** Writes a short text without line breaks: {@code +text}. */
    void simple(String text);

    /**
     * Writes a failure. Line breaks in {@code message} become blanks.
     *
     * @param message begins with a code, such as {@code ERR}
     */
    void error(String message);

    /** Writes a number. */
    void integer(long number);

    /** Writes bytes. */
    void bulk(Slice bytes);

    /** Writes text as bytes, in UTF-8. */
    void bulk(String text);

    /** Writes a text for people, such as INFO's: a verbatim string in RESP3, else bytes. */
    void text(String text);

    /** Writes "no value": {@code $-1}, in RESP3 {@code _}. */
    void nil();

    /** Writes "no array": {@code *-1}, in RESP3 {@code _}. */
    void nilArray();

    /** Begins an array: {@code count} answers follow. */
    void array(int count);

    /** Begins a map: {@code pairs} times a key and a value follow. In RESP2 an array of both. */
    void map(int pairs);

    /** Begins a set: {@code count} answers follow. In RESP2 an array. */
    void set(int count);

    /** Begins a push message: {@code count} answers follow. In RESP2 an array. */
    void push(int count);
}

package kvs.resp;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import kvs.protocol.Bytes;

/**
 * A reply of a Redis server, as a client sees it: all types of both versions of the protocol, except attributes, which
 * {@link RespReader} skips.
 *
 * <p>The text form is short, for tests: {@code [+OK, 42, "foo", nil]}.
 */
public sealed interface RespValue {

    /** A short text. */
    record Simple(String text) implements RespValue {
        @Override
        public String toString() {
            return "+" + text;
        }
    }

    /** A failure. The message begins with a code, such as {@code ERR}. */
    record Failure(String message) implements RespValue {
        @Override
        public String toString() {
            return "-" + message;
        }
    }

    /** A whole number. */
    record Int(long number) implements RespValue {
        @Override
        public String toString() {
            return Long.toString(number);
        }
    }

    /** Bytes. */
    record Bulk(Bytes bytes) implements RespValue {
        @Override
        public String toString() {
            return bytes.toString();
        }
    }

    /** No value: {@code $-1} or {@code _}. */
    record Nil() implements RespValue {
        @Override
        public String toString() {
            return "nil";
        }
    }

    /** No array: {@code *-1}. */
    record NilArray() implements RespValue {
        @Override
        public String toString() {
            return "nil array";
        }
    }

    /** Values in their order. */
    record Array(List<RespValue> values) implements RespValue {
        public Array {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    /** Values whose order means nothing. */
    record Set(List<RespValue> values) implements RespValue {
        public Set {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return "set" + values;
        }
    }

    /** A message that is not the reply of a command: of a subscription, for example. */
    record Push(List<RespValue> values) implements RespValue {
        public Push {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return "push" + values;
        }
    }

    /** Keys with their values, in the order of the server. */
    record Map(List<Entry> entries) implements RespValue {
        public Map {
            entries = List.copyOf(entries);
        }

        @Override
        public String toString() {
            return entries.stream().map(Entry::toString).collect(Collectors.joining(", ", "{", "}"));
        }
    }

    /** A key of a {@link Map} and its value. */
    record Entry(RespValue key, RespValue value) {
        @Override
        public String toString() {
            return key + ": " + value;
        }
    }

    /** True or false. */
    record Bool(boolean value) implements RespValue {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** A floating-point number. */
    record Real(double number) implements RespValue {
        @Override
        public String toString() {
            return Double.toString(number);
        }
    }

    /** A whole number of any size. */
    record BigNumber(BigInteger number) implements RespValue {
        @Override
        public String toString() {
            return "(" + number;
        }
    }

    /** A text for people; {@code format} is {@code txt} or {@code mkd}. */
    record Verbatim(String format, Bytes text) implements RespValue {
        @Override
        public String toString() {
            return format + ":" + text;
        }
    }

    /** A failure whose message may have line breaks. */
    record BulkFailure(Bytes message) implements RespValue {
        @Override
        public String toString() {
            return "!" + message;
        }
    }
}

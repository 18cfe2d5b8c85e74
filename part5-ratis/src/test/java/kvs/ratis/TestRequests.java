package kvs.ratis;

import kvs.protocol.Bytes;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.proto.ResponseProto;
import org.jspecify.annotations.Nullable;

/** Requests and answers as texts. */
final class TestRequests {
    private TestRequests() {}

    static Request set(String key, String value) {
        return new Request.Write(null, new KvCommand.Set(Bytes.utf8(key), Bytes.utf8(value)));
    }

    static Request swap(String key, @Nullable String expected, String value) {
        return new Request.Write(null, swapCommand(key, expected, value));
    }

    static KvCommand swapCommand(String key, @Nullable String expected, String value) {
        return new KvCommand.CompareAndSet(
                Bytes.utf8(key), expected == null ? null : Bytes.utf8(expected), Bytes.utf8(value));
    }

    static Request get(String key) {
        return new Request.Get(Bytes.utf8(key), false);
    }

    static Request staleGet(String key) {
        return new Request.Get(Bytes.utf8(key), true);
    }

    /** Returns the value in an answer; "(none)" if the key has none, or it is another answer. */
    static String value(ResponseProto response) {
        return response.hasValue() && response.getValue().hasValue()
                ? response.getValue().getValue().toStringUtf8()
                : "(none)";
    }
}

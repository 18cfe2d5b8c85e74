package kvs.cluster;

import kvs.protocol.Bytes;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import org.jspecify.annotations.Nullable;

/** A request on its way through {@link Forwarding}. It takes the answer of this node's own {@link Replication}. */
final class ForwardedRequest implements Requests.Answer {
    private final Forwarding forwarding;
    final Request request;
    final Requests.Answer answer;

    /** By rising order, requests were submitted. Also the id of the request on a connection. */
    final long order;

    /** When it has to be answered, in nanoseconds on the loop's clock. */
    final long deadlineNanos;

    /** Whether it may change something, and must not be sent twice if the first may have arrived. */
    final boolean write;

    /** Of its key and value. */
    final long bytes;

    /** Whether it was sent before, to a node that did not lead. */
    boolean retried;

    ForwardedRequest(Forwarding forwarding, Request request, Requests.Answer answer, long order, long deadlineNanos) {
        this.forwarding = forwarding;
        this.request = request;
        this.answer = answer;
        this.order = order;
        this.deadlineNanos = deadlineNanos;
        this.write = !(request instanceof Request.Get || request instanceof Request.Scan);
        this.bytes = bytes(request);
    }

    private static long bytes(Request request) {
        return switch (request) {
            case Request.Write write -> bytes(write.command());
            case Request.Get(Bytes key, boolean _) -> key.length();
            case Request.OpenSession _, Request.Scan _, Request.Change _, Request.Transfer _, Request.Status _ -> 0;
        };
    }

    private static long bytes(KvCommand command) {
        return command.key().length()
                + switch (command) {
                    case KvCommand.Set(Bytes _, Bytes value) -> value.length();
                    case KvCommand.Delete _ -> 0L;
                    case KvCommand.CompareAndSet(Bytes _, @Nullable Bytes expected, Bytes value) ->
                        value.length() + (expected == null ? 0L : expected.length());
                };
    }

    boolean isLate(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    @Override
    public void answered(Response response) {
        forwarding.finished(this, response);
    }
}

package kvs.raft.kv;

import com.code_intelligence.jazzer.junit.FuzzTest;
import kvs.protocol.Fact;
import kvs.raft.Entry;
import kvs.raft.Envelope;
import kvs.raft.proto.RequestProto;

/**
 * Any bytes as messages. A plain {@code mvn test} tries the saved inputs ({@code
 * src/test/resources/kvs/raft/kv/MessageFuzzInputs}); this hunts for new ones:
 *
 * <pre>
 *   JAZZER_FUZZ=1 mvn -pl part5-raft test -Dtest=MessageFuzz#envelopes
 * </pre>
 *
 * <p>They are rejected as malformed, or mean something that is decoded again when it is encoded.
 */
class MessageFuzz {

    @FuzzTest(maxDuration = "60s")
    void envelopes(byte[] bytes) throws MalformedMessageException {
        Envelope envelope;
        try {
            envelope = MessageCodec.decode(bytes);
        } catch (MalformedMessageException _) {
            return;
        }
        Fact.when("encode and decode an envelope").gives(envelope, MessageCodec.decode(MessageCodec.encode(envelope)));
    }

    @FuzzTest(maxDuration = "60s")
    void entries(byte[] bytes) throws MalformedMessageException {
        Entry entry;
        try {
            entry = EntryCodec.decode(bytes);
        } catch (MalformedMessageException _) {
            return;
        }
        Fact.when("encode and decode an entry").gives(entry, EntryCodec.decode(EntryCodec.encode(entry)));
    }

    @FuzzTest(maxDuration = "60s")
    void commands(byte[] bytes) throws MalformedMessageException {
        LogCommand command;
        try {
            command = CommandCodec.decode(bytes);
        } catch (MalformedMessageException _) {
            return;
        }
        Fact.when("encode and decode a command").gives(command, CommandCodec.decode(CommandCodec.encode(command)));
    }

    @FuzzTest(maxDuration = "60s")
    void requests(byte[] bytes) throws MalformedMessageException {
        Request request;
        try {
            request = RequestCodec.request(RequestCodec.parse(bytes));
        } catch (MalformedMessageException _) {
            return;
        }
        RequestProto again = RequestCodec.proto(1, request);
        Fact.when("encode and decode a request").gives(request, RequestCodec.request(again));
    }
}

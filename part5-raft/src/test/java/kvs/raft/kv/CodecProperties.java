package kvs.raft.kv;

import java.util.Arrays;
import kvs.protocol.Fact;
import kvs.raft.Entry;
import kvs.raft.Envelope;
import kvs.raft.proto.RequestProto;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is encoded is decoded again, and no prefix of it is taken for something else without a sign. */
class CodecProperties {

    @Provide
    Arbitrary<Envelope> envelopes() {
        return Some.envelopes();
    }

    @Provide
    Arbitrary<Entry> entries() {
        return Some.entries();
    }

    @Provide
    Arbitrary<LogCommand> commands() {
        return Some.logCommands();
    }

    @Provide
    Arbitrary<Request> requests() {
        return Some.requests();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void decodes_every_envelope(@ForAll("envelopes") Envelope envelope) throws MalformedMessageException {
        Fact.when("encode and decode an envelope").gives(envelope, MessageCodec.decode(MessageCodec.encode(envelope)));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void decodes_every_entry(@ForAll("entries") Entry entry) throws MalformedMessageException {
        Fact.when("encode and decode an entry").gives(entry, EntryCodec.decode(EntryCodec.encode(entry)));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void decodes_every_command(@ForAll("commands") LogCommand command) throws MalformedMessageException {
        Fact.when("encode and decode a command").gives(command, CommandCodec.decode(CommandCodec.encode(command)));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void decodes_every_request(@ForAll("requests") Request request) throws MalformedMessageException {
        RequestProto parsed = RequestCodec.parse(RequestCodec.proto(42, request).toByteArray());
        Fact.when("decode the id of a request").gives(42, parsed.getRequestId());
        Fact.when("encode and decode a request").gives(request, RequestCodec.request(parsed));
    }

    /** Cut anywhere, an envelope is rejected or means something else that can be encoded: never another exception. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void a_cut_envelope_throws_nothing_else(@ForAll("envelopes") Envelope envelope) throws MalformedMessageException {
        byte[] bytes = MessageCodec.encode(envelope);
        for (int length = 0; length < bytes.length; length++) {
            Envelope decoded;
            try {
                decoded = MessageCodec.decode(Arrays.copyOf(bytes, length));
            } catch (MalformedMessageException _) {
                continue;
            }
            Fact.when("encode and decode what the first " + length + " bytes mean")
                    .gives(decoded, MessageCodec.decode(MessageCodec.encode(decoded)));
        }
    }
}

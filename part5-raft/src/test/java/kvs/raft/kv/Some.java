package kvs.raft.kv;

import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Bytes;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.Member;
import kvs.raft.MembershipChange;
import kvs.raft.Message;
import kvs.raft.Payload;
import kvs.raft.Snapshot;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any messages, entries, commands and requests. */
final class Some {
    private Some() {}

    /** Often at one end of their range: jqwik's own edge cases are too many for a whole message. */
    static Arbitrary<Long> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.of(0L, 1L, Long.MAX_VALUE), Arbitraries.longs().greaterOrEqual(0));
    }

    static Arbitrary<Integer> ids() {
        return Arbitraries.oneOf(
                Arbitraries.of(1, 2, Integer.MAX_VALUE), Arbitraries.integers().greaterOrEqual(1));
    }

    static Arbitrary<Boolean> flags() {
        return Arbitraries.of(true, false);
    }

    static Arbitrary<byte[]> arrays() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
    }

    static Arbitrary<Bytes> bytes() {
        return arrays().map(Bytes::copyOf);
    }

    /** Few different ones, so that commands meet. */
    static Arbitrary<Bytes> keys() {
        return Arbitraries.of("", "a", "b", "aa", "ab", "b\u0000").map(Bytes::utf8);
    }

    static Arbitrary<EntryId> entryIds() {
        return Combinators.combine(numbers(), numbers()).as(EntryId::new);
    }

    static Arbitrary<Configuration> configurations() {
        Arbitrary<Member> members = Combinators.combine(
                        ids(), flags(), Arbitraries.strings().ofMaxLength(20))
                .as(Member::new);
        return Combinators.combine(
                        members.list().ofMaxSize(5).uniqueElements(Member::id),
                        Arbitraries.integers().greaterOrEqual(0))
                .as(Configuration::new);
    }

    static Arbitrary<Snapshot> snapshots() {
        return Combinators.combine(entryIds(), configurations()).as(Snapshot::new);
    }

    static Arbitrary<Payload> payloads() {
        return Arbitraries.oneOf(
                Arbitraries.just(Payload.Noop.INSTANCE),
                arrays().map(Payload.Command::new),
                configurations().map(Payload.Reconfigure::new));
    }

    static Arbitrary<Entry> entries() {
        Arbitrary<Long> positive = Arbitraries.longs().greaterOrEqual(1);
        return Combinators.combine(positive, positive, payloads()).as(Entry::new);
    }

    static Arbitrary<Message> messages() {
        return Arbitraries.oneOf(List.of(
                Combinators.combine(numbers(), entryIds(), flags()).as(Message.RequestVote::new),
                Combinators.combine(numbers(), flags()).as(Message.RequestVoteResponse::new),
                Combinators.combine(numbers(), entryIds()).as(Message.PreVote::new),
                Combinators.combine(numbers(), numbers(), flags()).as(Message.PreVoteResponse::new),
                Combinators.combine(numbers(), entryIds(), entries().list().ofMaxSize(4), numbers(), numbers(), flags())
                        .as(Message.AppendEntries::new),
                Combinators.combine(numbers(), flags(), numbers(), entryIds(), numbers(), flags())
                        .as(Message.AppendEntriesResponse::new),
                Combinators.combine(numbers(), snapshots(), numbers(), arrays(), flags(), numbers())
                        .as(Message.InstallSnapshot::new),
                Combinators.combine(numbers(), entryIds(), numbers(), flags(), numbers())
                        .as(Message.InstallSnapshotResponse::new),
                numbers().map(Message.TimeoutNow::new)));
    }

    static Arbitrary<Envelope> envelopes() {
        return Combinators.combine(Arbitraries.longs(), ids(), ids(), messages())
                .as(Envelope::new);
    }

    static Arbitrary<WriteId> writeIds() {
        return Combinators.combine(
                        Arbitraries.longs().greaterOrEqual(1),
                        Arbitraries.longs().between(1, WriteId.MAX_SEQUENCE),
                        Arbitraries.longs().between(1, WriteId.MAX_SEQUENCE))
                .as((client, a, b) -> new WriteId(client, Math.max(a, b), Math.min(a, b)));
    }

    /** Commands on {@link #keys}. */
    static Arbitrary<KvCommand> commands() {
        return Arbitraries.oneOf(
                Combinators.combine(keys(), keys()).as(KvCommand.Set::new),
                keys().map(KvCommand.Delete::new),
                Combinators.combine(keys(), keys().injectNull(0.3), keys()).as(KvCommand.CompareAndSet::new));
    }

    static Arbitrary<LogCommand> logCommands() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(LogCommand.OpenSession::new),
                Combinators.combine(Arbitraries.longs(), writeIds().injectNull(0.3), commands())
                        .as(LogCommand.Write::new));
    }

    static Arbitrary<Request> requests() {
        Arbitrary<KeyRange> ranges = Arbitraries.oneOf(
                Combinators.combine(bytes(), bytes().injectNull(0.3)).as(KeyRange::new),
                bytes().map(KeyRange::startingWith));
        Arbitrary<String> addresses = Arbitraries.strings().ofMaxLength(EntryCodec.MAX_ADDRESS_LENGTH);
        return Arbitraries.oneOf(List.of(
                Arbitraries.just(new Request.OpenSession()),
                Combinators.combine(writeIds().injectNull(0.3), commands()).as(Request.Write::new),
                Combinators.combine(bytes(), flags()).as(Request.Get::new),
                Combinators.combine(ranges, ids(), flags()).as(Request.Scan::new),
                Combinators.combine(ids(), addresses)
                        .as((id, address) -> new Request.Change(new MembershipChange.AddLearner(id, address))),
                ids().map(id -> new Request.Change(new MembershipChange.Remove(id))),
                ids().map(id -> new Request.Change(new MembershipChange.Promote(id))),
                Arbitraries.integers().greaterOrEqual(0).map(Request.Transfer::new),
                Arbitraries.just(new Request.Status())));
    }

    static Bytes utf8(String text) {
        return Bytes.utf8(text);
    }

    static Entry entry(long index, LogCommand command) {
        return new Entry(index, 1, new Payload.Command(CommandCodec.encode(command)));
    }

    /** Returns the snapshot that a machine at entry {@code index} of term 1 takes. */
    static Snapshot snapshotAt(long index) {
        return new Snapshot(new EntryId(index, 1), Configuration.ofVoters(1, 2, 3));
    }

    static List<byte[]> content(FrozenSnapshot frozen) {
        List<byte[]> chunks = new ArrayList<>();
        frozen.chunks().forEachRemaining(chunks::add);
        return chunks;
    }
}

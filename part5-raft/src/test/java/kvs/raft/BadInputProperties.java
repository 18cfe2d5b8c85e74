package kvs.raft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kvs.protocol.Fact;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Message.InstallSnapshotResponse;
import kvs.raft.Message.PreVote;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.RequestVoteResponse;
import kvs.raft.Message.TimeoutNow;
import kvs.raft.RaftStatus.RoleName;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Throws arbitrary messages at a node of every role, between ticks, proposals and completions in any order. Whatever they
 * say: no exception; term, commit index and applied index never go back; a vote stays in its term; what is committed stays.
 */
class BadInputProperties {

    /** Something that happens to the node. */
    interface Event {
        void on(Raft raft, List<Long> pending);
    }

    @Property(tries = 1_000, seed = "20210228", edgeCases = EdgeCasesMode.NONE)
    void no_message_breaks_a_node(@ForAll RoleName role, @ForAll("events") List<Event> events) {
        OneNode node = OneNode.of(role, RaftOptions.DEFAULT, 3, 1, 2);
        Raft raft = node.raft;
        List<Long> pending = new ArrayList<>();
        Map<Long, Long> committed = new HashMap<>();
        HardState hardState = new HardState(raft.term(), raft.status().vote());
        RaftStatus before = raft.status();
        long applied = 0;
        long number = 0;
        for (Event event : events) {
            event.on(raft, pending);
            Effects effects = raft.effects();
            Write write = effects.write();
            if (write != null) {
                Fact.when("issue a write").holds(write.number() > number, "a number above " + number, write);
                number = write.number();
                pending.add(number);
                if (write.hardState() != null) {
                    HardState next = write.hardState();
                    boolean kept = next.term() > hardState.term()
                            || (next.term() == hardState.term()
                                    && (hardState.vote() == HardState.NO_VOTE || hardState.vote() == next.vote()));
                    Fact.when("store a term and a vote").holds(kept, "no less than " + hardState, next);
                    hardState = next;
                }
                applied = write.snapshot() != null ? write.snapshot().last().index() : applied;
            }
            for (Entry entry : effects.apply()) {
                Fact.when("apply an entry").gives(applied + 1, entry.index());
                applied = entry.index();
            }
            RaftStatus after = raft.status();
            Fact.when("look at the term").holds(after.term() >= before.term(), "at least " + before.term(), after);
            Fact.when("look at the commit index")
                    .holds(
                            after.commit() >= before.commit()
                                    && after.commit() <= after.last().index(),
                            "between " + before.commit() + " and the log's end",
                            after);
            Fact.when("compare the applied index with the commit index")
                    .holds(applied <= after.commit(), "at most " + after.commit(), applied);
            committed.forEach((index, term) -> {
                long now = raft.termAt(index);
                Fact.when("look at committed entry " + index).holds(now == term || now < 0, "term " + term, now);
            });
            for (long index = Math.max(after.first(), before.commit() + 1); index <= after.commit(); index++) {
                committed.put(index, raft.termAt(index));
            }
            before = after;
        }
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Event> receives = Combinators.combine(
                        Arbitraries.frequency(Tuple.of(20, Cluster.ID), Tuple.of(1, Cluster.ID + 1)),
                        Arbitraries.of(2, 2, 2, 3, 3, 3, 9, 1, 0, -1),
                        Arbitraries.of(1, 1, 1, 1, 1, 1, 1, 2),
                        messages())
                .as((cluster, from, to, message) -> {
                    Envelope envelope = new Envelope(cluster, from, to, message);
                    return new Event() {
                        @Override
                        public void on(Raft raft, List<Long> pending) {
                            raft.receive(envelope);
                        }

                        @Override
                        public String toString() {
                            return "receive " + envelope;
                        }
                    };
                });
        Arbitrary<Event> others = Arbitraries.of(
                event("10 ticks", (raft, _) -> {
                    for (int i = 0; i < 10; i++) {
                        raft.tick();
                    }
                }),
                event("campaign", (raft, _) -> raft.campaign()),
                event("propose", (raft, _) -> raft.propose(new byte[3])),
                event("read", (raft, _) -> raft.read(1)),
                event("add a learner", (raft, _) -> raft.change(new MembershipChange.AddLearner(4, ""))),
                event("promote", (raft, _) -> raft.change(new MembershipChange.Promote(4))),
                event("remove itself", (raft, _) -> raft.change(new MembershipChange.Remove(1))),
                event("transfer", (raft, _) -> raft.transfer(2)),
                event("complete the first write", (raft, pending) -> complete(raft, pending, 0)),
                event("complete the last write", (raft, pending) -> complete(raft, pending, pending.size() - 1)),
                event("complete a write that was never issued", (raft, _) -> raft.persisted(Long.MAX_VALUE)));
        return Arbitraries.frequencyOf(Tuple.of(3, receives), Tuple.of(1, others))
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    private static void complete(Raft raft, List<Long> pending, int at) {
        if (!pending.isEmpty()) {
            raft.persisted(pending.remove(at));
        }
    }

    private static Event event(String name, Event event) {
        return new Event() {
            @Override
            public void on(Raft raft, List<Long> pending) {
                event.on(raft, pending);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    /** Mostly the numbers near which the node works, and sometimes those at the ends. */
    private static Arbitrary<Long> numbers() {
        return Arbitraries.frequencyOf(
                Tuple.of(30, Arbitraries.longs().between(0, 7)),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                -1L,
                                Long.MIN_VALUE,
                                Long.MAX_VALUE,
                                Long.MAX_VALUE - 1,
                                1L << 60,
                                1L << 32,
                                (1L << 32) + 3,
                                Integer.MAX_VALUE + 1L)));
    }

    private static Arbitrary<EntryId> ids() {
        return Arbitraries.frequencyOf(
                Tuple.of(1, Combinators.combine(numbers(), numbers()).as(EntryId::new)),
                Tuple.of(3, Arbitraries.of(EntryId.NONE, new EntryId(1, 1), new EntryId(2, 2), new EntryId(3, 3))));
    }

    private static Arbitrary<Configuration> configurations() {
        return Arbitraries.integers().between(1, 5).set().ofMaxSize(5).map(ids -> {
            Configuration configuration = Configuration.EMPTY;
            for (int id : ids) {
                configuration = configuration.with(new Member(id, id % 4 != 0, ""));
            }
            return configuration;
        });
    }

    private static Arbitrary<List<Entry>> entries(EntryId previous) {
        Arbitrary<Payload> payloads = Arbitraries.oneOf(
                Arbitraries.just(Payload.Noop.INSTANCE),
                Arbitraries.just(new Payload.Command(new byte[2])),
                configurations().map(Payload.Reconfigure::new));
        Arbitrary<Entry> wild =
                Combinators.combine(numbers(), numbers(), payloads).as(Entry::new);
        Arbitrary<List<Entry>> tame = Combinators.combine(
                        Arbitraries.longs().between(0, 2).list().ofMaxSize(4),
                        payloads.list().ofSize(4))
                .as((steps, held) -> {
                    List<Entry> entries = new ArrayList<>();
                    long term = Math.max(previous.term(), 1);
                    for (int i = 0; i < steps.size(); i++) {
                        term += steps.get(i);
                        entries.add(new Entry(previous.index() + 1 + i, term, held.get(i)));
                    }
                    return entries;
                });
        return Arbitraries.frequencyOf(
                Tuple.of(4, tame), Tuple.of(1, wild.list().ofMaxSize(3)));
    }

    private static Arbitrary<Message> messages() {
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        Arbitrary<byte[]> chunks = Arbitraries.of(new byte[0], new byte[1], new byte[4]);
        Arbitrary<Snapshot> snapshots =
                Combinators.combine(ids(), configurations()).as(Snapshot::new);
        return Arbitraries.oneOf(List.of(
                Combinators.combine(numbers(), ids(), flags).as(RequestVote::new),
                Combinators.combine(numbers(), flags).as(RequestVoteResponse::new),
                Combinators.combine(numbers(), ids()).as(PreVote::new),
                Combinators.combine(numbers(), numbers(), flags).as(PreVoteResponse::new),
                ids().flatMap(previous -> Combinators.combine(numbers(), entries(previous), numbers(), numbers())
                        .as((term, entries, commit, round) ->
                                new AppendEntries(term, previous, entries, commit, round))),
                Combinators.combine(numbers(), flags, numbers(), ids(), Arbitraries.of(0L, 0L, 1L, -1L), flags)
                        .as(AppendEntriesResponse::new),
                Combinators.combine(numbers(), snapshots, Arbitraries.of(0L, 0L, 4L, -1L), chunks, flags, numbers())
                        .as(InstallSnapshot::new),
                Combinators.combine(numbers(), ids(), numbers(), flags, Arbitraries.of(0L, 0L, 1L, -1L))
                        .as(InstallSnapshotResponse::new),
                numbers().map(TimeoutNow::new)));
    }
}

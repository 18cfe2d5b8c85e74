package kvs.cluster;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import kvs.raft.Configuration;
import kvs.raft.Envelope;
import kvs.raft.Message;
import kvs.raft.Raft;
import kvs.raft.RaftStatus;
import kvs.sim.Json;
import kvs.sim.MessageText;
import org.jspecify.annotations.Nullable;

/**
 * What has happened on a node lately, for a page that draws it as the simulator's timeline.
 *
 * <pre>
 *   {"seq":7,"t":1764530000000000,"ev":"send","from":1,"to":2,"kind":"RequestVote","term":3,"text":"…"}
 *   {"seq":8,"t":1764530000000350,"ev":"state","node":1,"state":{"role":"LEADER","term":3,…},
 *    "log":{"last":12,"runs":[[1,1],[9,3]]}}
 * </pre>
 *
 * <p>{@code seq} counts the events of this process from 1, {@code t} is the wall clock in microseconds. A {@code state} is whole
 * each time, so that a reader who begins in the middle misses nothing; {@code runs} are the terms of the log, each with its first
 * index. A message has a line where it is sent, one where it arrives, or one where it is dropped. Of AppendEntries, only those that
 * carry entries are recorded, and only where they arrive; of the responses, only the negative ones.
 *
 * <p>A loaded node is not slowed: each kind of line has a limit per second, and a state that only moves forward is recorded every
 * {@value #QUIET_MICROS} µs. Methods are for the thread of the node's loop, except {@link #after}.
 */
public final class NodeTrace {
    /** Lines of one kind in a second. */
    static final int MAX_PER_SECOND = 20;

    /** Lines that are kept. */
    static final int MAX_LINES = 2_000;

    private static final long SECOND = 1_000_000;

    /** The least time between two messages with entries, and between two states that only move forward. */
    private static final long QUIET_MICROS = SECOND / MAX_PER_SECOND;

    /** Terms that are told, from the end of the log. */
    private static final int MAX_RUNS = 32;

    private final int node;
    private final LongSupplier micros;
    private final Map<String, Limit> limits = new HashMap<>();
    private String lastState = "";
    private long lastTurn;
    private long lastEntries;
    private long term;
    private int leader = -1;
    private boolean leads;
    private @Nullable Configuration configuration;

    /** Guarded by itself. */
    private final ArrayDeque<String> lines = new ArrayDeque<>();

    /** The number of the last line. Guarded by {@code lines}. */
    private long written;

    /** Lines of one kind in the current second. */
    private static final class Limit {
        long second;
        int count;
    }

    /** @param micros the wall clock */
    NodeTrace(int node, LongSupplier micros) {
        this.node = node;
        this.micros = micros;
    }

    /** Returns the time by which the events of all processes of one machine can be put in order: the wall clock, in microseconds. */
    public static long wallMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** A message is about to be sent. */
    void sent(Envelope envelope) {
        if (isElection(envelope.message())) {
            message("send", envelope);
        }
    }

    /** A message has arrived. */
    void delivered(Envelope envelope) {
        Message message = envelope.message();
        boolean matters = switch (message) {
            case Message.AppendEntries append -> !append.entries().isEmpty();
            case Message.AppendEntriesResponse response -> !response.success();
            default -> isElection(message);
        };
        if (matters) {
            message("deliver", envelope);
        }
    }

    /** A message was lost: it could not be sent, or the node is cut off. */
    void dropped(Envelope envelope) {
        if (isElection(envelope.message())) {
            message("drop", envelope);
        }
    }

    /** Whether a message is rare enough to be recorded on both sides. Of a snapshot, the first and the last piece are. */
    private static boolean isElection(Message message) {
        return switch (message) {
            case Message.AppendEntries _, Message.AppendEntriesResponse _ -> false;
            case Message.InstallSnapshot piece -> piece.offset() == 0 || piece.done();
            case Message.InstallSnapshotResponse response -> response.installed();
            case Message.RequestVote _,
                    Message.RequestVoteResponse _,
                    Message.PreVote _,
                    Message.PreVoteResponse _,
                    Message.TimeoutNow _ -> true;
        };
    }

    private void message(String event, Envelope envelope) {
        String kind = envelope.message().getClass().getSimpleName();
        long now = micros.getAsLong();
        boolean wanted =
                envelope.message() instanceof Message.AppendEntries ? isSpaced(now) : isWithinLimit(event + kind, now);
        if (wanted) {
            write(
                    event,
                    now,
                    new Json()
                            .add("from", envelope.from())
                            .add("to", envelope.to())
                            .add("kind", kind)
                            .add("term", envelope.message().term())
                            .add("text", MessageText.of(envelope.message())));
        }
    }

    /** A busy leader sends hundreds of these in a second: some are shown from all of it, not all of its beginning. */
    private boolean isSpaced(long now) {
        boolean spaced = now - lastEntries >= QUIET_MICROS || now < lastEntries;
        if (spaced) {
            lastEntries = now;
        }
        return spaced;
    }

    private boolean isWithinLimit(String kind, long now) {
        Limit limit = limits.computeIfAbsent(kind, _ -> new Limit());
        if (now / SECOND != limit.second) {
            limit.second = now / SECOND;
            limit.count = 0;
        }
        return ++limit.count <= MAX_PER_SECOND;
    }

    /** A turn has ended. */
    void turned(Raft raft, long applied) {
        long now = micros.getAsLong();
        boolean turn = raft.term() != term
                || raft.leader() != leader
                || raft.isLeader() != leads
                || raft.configuration() != configuration;
        if (turn || now - lastTurn >= QUIET_MICROS || now < lastTurn) {
            term = raft.term();
            leader = raft.leader();
            leads = raft.isLeader();
            configuration = raft.configuration();
            lastTurn = now;
            state(raft, applied, now);
        }
    }

    private void state(Raft raft, long applied, long now) {
        RaftStatus status = raft.status();
        Json fields = new Json()
                .add("node", node)
                .add(
                        "state",
                        new Json()
                                .add("role", status.role().name())
                                .add("term", status.term())
                                .add("vote", status.vote())
                                .add("leader", status.leader())
                                .add("commit", status.commit())
                                .add("applied", applied)
                                .add("first", status.first())
                                .add("last", status.last().index())
                                .add("durable", status.durable())
                                .add("snapshot", status.snapshot().last().index())
                                .add("config", text(status.configuration())))
                .add("log", new Json().add("last", status.last().index()).add("runs", runs(raft, status)));
        if (!fields.toString().equals(lastState)) {
            lastState = fields.toString();
            write("state", now, fields);
        }
    }

    private static String text(Configuration configuration) {
        return configuration.members().stream()
                .map(member -> member.voter() ? "" + member.id() : "(" + member.id() + ")")
                .collect(Collectors.joining(" "));
    }

    /** Returns the terms of the log, each with its first index. Terms never go down along a log, so halving finds their ends. */
    private static List<List<Long>> runs(Raft raft, RaftStatus status) {
        ArrayDeque<List<Long>> runs = new ArrayDeque<>();
        long end = status.last().index();
        while (end >= status.first() && runs.size() < MAX_RUNS) {
            long runTerm = raft.termAt(end);
            long low = status.first();
            long high = end;
            while (low < high) {
                long middle = (low + high) / 2;
                if (raft.termAt(middle) < runTerm) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            runs.addFirst(List.of(low, runTerm));
            end = low - 1;
        }
        return new ArrayList<>(runs);
    }

    private void write(String event, long now, Json fields) {
        synchronized (lines) {
            written++;
            String head = new Json()
                    .add("seq", written)
                    .add("t", now)
                    .add("ev", event)
                    .toString();
            lines.add(head.substring(0, head.length() - 1) + ","
                    + fields.toString().substring(1));
            if (lines.size() > MAX_LINES) {
                lines.removeFirst();
            }
        }
    }

    /**
     * Returns the lines after the one with this number, or all that are kept if there is no such line: this process may be
     * younger than the reader. Any thread may call this.
     */
    String after(long seq) {
        synchronized (lines) {
            long skipped = seq > written ? 0 : Math.max(0, seq - (written - lines.size()));
            return lines.stream().skip(skipped).map(line -> line + "\n").collect(Collectors.joining());
        }
    }
}

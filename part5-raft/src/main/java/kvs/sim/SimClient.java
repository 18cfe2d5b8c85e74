package kvs.sim;

import java.util.SplittableRandom;
import kvs.history.Call;
import kvs.history.Operation;
import kvs.raft.kv.Response;
import kvs.raft.kv.WriteId;
import kvs.sim.Sightings.Rare;
import org.jspecify.annotations.Nullable;

/**
 * A client: one operation after the other, each repeated until it is answered, where that is safe. It is told
 * which node leads, and otherwise tries one node after the other.
 */
final class SimClient {
    /** The number in tickets of requests that no client makes. */
    static final int OPERATOR = 0;

    /** Between the names of one client in histories. */
    private static final int GENERATION = 100;

    private static final int NUMBER_BITS = 32;
    /** How long a client waits for an answer before it asks another node. */
    private static final int PATIENCE_MICROS = 40 * Plan.TICK_MICROS;

    private static final int RETRY_MICROS = 2 * Plan.TICK_MICROS;

    private final World world;
    private final Post post;
    private final ClientHistory history;
    private final int number;
    private final SplittableRandom random;
    private final Workload workload;
    private final boolean usesSession;

    /** The session, or 0 before it is opened. */
    private long session;

    private long sequence;
    /** The node that the next request goes to. */
    private int target = 1;
    /** The number of the last request. */
    private long attempt;
    /** The number of the first request of the current operation. */
    private long firstAttempt;
    /** The current alarm; earlier ones do not count. */
    private long alarm;
    /** Whether the alarm is for another attempt after an answer, not for one that did not come. */
    private boolean asksAgain;
    /** Operations that this client may still begin. */
    private int left;

    /** What the client is doing, or null. */
    private Workload.@Nullable Step step;

    private long invoked;
    private long firstLeaderTerm;
    /** How many operations were left without an answer. */
    private int generation;

    SimClient(World world, Post post, ClientHistory history, int number, Workload workload) {
        this.world = world;
        this.post = post;
        this.history = history;
        this.number = number;
        this.random = world.streams.of(Streams.Concern.CLIENT, number);
        this.workload = workload;
        this.usesSession = random.nextInt(100) < world.plan.shape().sessionPercent();
        post.register(this);
    }

    /** Returns the number of the client that a ticket belongs to. */
    static int numberOf(long ticket) {
        return (int) (ticket >>> NUMBER_BITS);
    }

    SplittableRandom random() {
        return random;
    }

    int number() {
        return number;
    }

    boolean isIdle() {
        return step == null && left == 0;
    }

    /** Returns what the client waits for, for messages. */
    String waitingFor() {
        return step == null ? "nothing" : step.text();
    }

    /** Allows {@code operations} more. */
    void allow(int operations) {
        left += operations;
        if (step == null) {
            wakeIn(think());
        }
    }

    /** Begins no further operation. */
    void finish() {
        left = 0;
    }

    /** The alarm goes off: time for the next operation, or for another attempt. */
    void wake(long which) {
        if (which != alarm) {
            return;
        }
        if (asksAgain) {
            asksAgain = false;
            send();
        } else if (step == null) {
            if (left > 0) {
                begin();
            }
        } else if (step.isWrite() && !usesSession && !step.opensSession()) {
            // Without a session a write must not be repeated: it may happen twice.
            abandon();
        } else {
            // A stubborn client stays with a node that was cut off: it must not be told what is no longer true.
            if (number % 2 == 0 || random.nextBoolean()) {
                target = 1 + random.nextInt(world.highestId());
            }
            send();
        }
    }

    private void begin() {
        left--;
        boolean opens = usesSession && session == 0;
        step = opens ? Workload.Step.OPEN_SESSION : workload.next(random, number);
        if (opens) {
            left++;
        } else if (step.isWrite()) {
            sequence++;
        }
        invoked = world.steps;
        firstAttempt = attempt + 1;
        firstLeaderTerm = world.invariants.highestLeaderTerm();
        world.trace.invoked(world, number, step.text());
        send();
    }

    private void send() {
        Workload.Step current = step;
        if (current == null) {
            return;
        }
        SimNode node = world.find(target);
        attempt++;
        if (attempt > firstAttempt && current.isWrite() && usesSession) {
            world.sightings.saw(Rare.WRITES_REPEATED_IN_A_SESSION);
        }
        if (node != null) {
            WriteId id = usesSession && current.isWrite() ? WriteId.oneAtATime(session, sequence) : null;
            post.ask(random, node, ticket(), current.request(id));
        }
        wakeIn(PATIENCE_MICROS / 2 + random.nextInt(PATIENCE_MICROS));
    }

    private long ticket() {
        return ((long) number << NUMBER_BITS) + attempt;
    }

    /** An answer arrives, to any attempt of any operation. */
    void answered(long ticket, int node, Response response) {
        long answered = ticket & ((1L << NUMBER_BITS) - 1);
        Workload.Step current = step;
        if (current == null || answered < firstAttempt) {
            return;
        }
        switch (response) {
            // It had no effect.
            case Response.NotLeader(int leader) -> retry(answered, leader);
            case Response.Busy() -> retry(answered, node);
            case Response.MayHaveHappened() -> {
                if (usesSession || !current.isWrite() || current.opensSession()) {
                    retry(answered, 0);
                } else {
                    abandon();
                }
            }
            case Response.SessionOpened(long client) -> {
                session = client;
                sequence = 0;
                done();
            }
            // An earlier attempt may have had an effect.
            case Response.SessionExpired() -> {
                session = 0;
                abandon();
            }
            case Response.Rejected(String reason) ->
                throw new Violation(Rule.NO_ANSWER, "a valid request was rejected: " + reason, node);
            case Response.Done _, Response.Mismatch _, Response.Found _, Response.Missing _, Response.Rows _ ->
                complete(current, response);
            case Response.Changed _, Response.Transferred _, Response.StatusOf _ -> {}
        }
    }

    /** Asks again, unless a later attempt is on its way. */
    private void retry(long answered, int leader) {
        if (answered == attempt) {
            target = leader != 0 ? leader : 1 + random.nextInt(world.highestId());
            wakeToRetry();
        }
    }

    private void wakeToRetry() {
        wakeIn(1 + random.nextInt(RETRY_MICROS));
        asksAgain = true;
    }

    private void complete(Workload.Step current, Response response) {
        workload.heard(current, response);
        for (Call call : current.calls(identity(), response)) {
            history.add(new Operation<>(call, invoked, world.steps));
        }
        if (!current.isWrite() && firstLeaderTerm != world.invariants.highestLeaderTerm()) {
            world.sightings.saw(Rare.READS_ANSWERED_AFTER_A_LEADER_CHANGE);
        }
        done();
    }

    /** Leaves the operation without an answer: it may have happened, may happen later, or never. */
    private void abandon() {
        Workload.Step current = step;
        if (current != null && current.isWrite()) {
            world.sightings.saw(Rare.WRITES_NEVER_ANSWERED);
            for (Call call : current.calls(identity(), null)) {
                history.add(new Operation<>(call, invoked, Operation.NEVER));
            }
        }
        // From now on this is another client as far as histories go: one client makes one call after the other.
        generation++;
        done();
    }

    /** Returns the name in histories. */
    private int identity() {
        return number + GENERATION * generation;
    }

    private void done() {
        if (step != null) {
            world.trace.returned(world, number, step.text(), true);
        }
        step = null;
        wakeIn(think());
    }

    private long think() {
        return 1L + random.nextInt(2 * world.plan.shape().thinkMicros());
    }

    private void wakeIn(long micros) {
        asksAgain = false;
        world.schedule(micros, new Event.Wake(this, ++alarm));
    }

    /** Adds a write that is under way to the history, as one without an answer. */
    void recordOpen() {
        if (step != null && step.isWrite()) {
            for (Call call : step.calls(identity(), null)) {
                history.add(new Operation<>(call, invoked, Operation.NEVER));
            }
        }
    }
}

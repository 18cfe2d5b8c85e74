package kvs.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kvs.net.EventLoop;
import kvs.net.Timer;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests on any node, and sends those that only the leader can answer to the leader.
 *
 * <pre>
 *   submit ---&gt; this node leads ---------------------------&gt; Replication
 *          ---&gt; another node leads ---&gt; LeaderLink --------&gt; the leader's client port
 *          ---&gt; no leader, no connection, a full output ---&gt; waiting, by order ---&gt; tried again until the deadline
 *
 *   NotLeader                ---&gt; waiting
 *   connection lost: a read  ---&gt; waiting
 *                    a write ---&gt; MayHaveHappened: it was sent, and is not sent twice
 * </pre>
 *
 * <p><b>Order.</b> Writes take effect in the order in which they were submitted, also while the leader changes:
 *
 * <ul>
 *   <li>Requests are sent to one node at a time. Before the first goes to another node, the writes in flight are answered; the
 *       old leader has {@link ForwardingOptions#changeGrace} for that.
 *   <li>While a request waits, all later ones wait after it.
 *   <li>A write that a node did not take, because it did not lead yet, is tried again only if no later write has had an
 *       effect. Otherwise it is answered {@link Response.Busy}.
 * </ul>
 *
 * <p>A read of a state that may be stale, and a question about the node, are this node's own.
 *
 * <p>For the thread of the node's loop.
 */
public final class Forwarding implements Requests {
    private static final Response BUSY = new Response.Busy();
    private static final Response MAY_HAVE_HAPPENED = new Response.MayHaveHappened();

    /** How often deadlines are looked at while requests are in flight and none waits. */
    private static final Duration DEADLINE_CHECK = Duration.ofMillis(100);

    /** What a dialer may need beyond its time-out. */
    private static final Duration DIAL_SLACK = Duration.ofSeconds(1);

    private final int self;
    private final Replication replication;
    private final Dialer dialer;
    private final EventLoop loop;
    private final ForwardingOptions options;

    /** Requests that are not in flight, by their order. */
    private final TreeMap<Long, ForwardedRequest> waiting = new TreeMap<>();

    private long lastOrder;

    /** Requests without an answer, and their bytes. */
    private int open;

    private long openBytes;

    /** Writes in flight: all of them at the node {@link #writesAt}. */
    private int writesInFlight;

    private int writesAt;

    /** The highest order of these writes: an earlier request waits until they are answered. */
    private long highestInFlight;

    /** The highest order of a write that has had an effect, or may have. */
    private long lastEffect;

    /** When it was first seen that the writes in flight are not at the leader; meaningless while {@code !changing}. */
    private long changedNanos;

    private boolean changing;

    /** The connection to the node that leads, or led; null if there is none. */
    private @Nullable LeaderLink link;

    private @Nullable Timer timer;

    /** When the timer is due, if it is scheduled. */
    private long wakeNanos;

    private boolean sending;
    private long forwarded;
    private long lost;

    /**
     * Creates a forwarding without connections.
     *
     * @param self the id of this node
     * @param dialer of the node's loop
     */
    public Forwarding(int self, Replication replication, Dialer dialer, ForwardingOptions options) {
        this.self = self;
        this.replication = replication;
        this.dialer = dialer;
        this.loop = dialer.loop();
        this.options = options;
    }

    @Override
    public void submit(Request request, Answer answer) {
        if (isForEveryNode(request)) {
            replication.submit(request, answer);
            return;
        }
        ForwardedRequest forwardedRequest = new ForwardedRequest(
                this, request, answer, ++lastOrder, now() + options.deadline().toNanos());
        if (open >= options.maxOpen() || openBytes + forwardedRequest.bytes > options.maxOpenBytes()) {
            answer.answered(BUSY);
            return;
        }
        open++;
        openBytes += forwardedRequest.bytes;
        if (!waiting.isEmpty() || !send(forwardedRequest)) {
            waiting.put(forwardedRequest.order, forwardedRequest);
            wakeWithin(options.backoff());
        }
    }

    private static boolean isForEveryNode(Request request) {
        return switch (request) {
            case Request.Get get -> get.stale();
            case Request.Scan scan -> scan.stale();
            case Request.Status _ -> true;
            case Request.OpenSession _, Request.Write _, Request.Change _, Request.Transfer _ -> false;
        };
    }

    /** Sends a request to the leader, if that is possible now. */
    private boolean send(ForwardedRequest request) {
        int leader = replication.leader();
        if (leader == 0 || (writesInFlight > 0 && (writesAt != leader || request.order < highestInFlight))) {
            return false;
        }
        if (leader == self) {
            count(request, leader);
            replication.submit(request.request, request);
            return true;
        }
        LeaderLink leaderLink = linkTo(leader);
        if (leaderLink == null || !leaderLink.takesRequests()) {
            return false;
        }
        count(request, leader);
        forwarded++;
        leaderLink.send(request);
        wakeWithin(DEADLINE_CHECK);
        return true;
    }

    private void count(ForwardedRequest request, int node) {
        if (request.write) {
            highestInFlight = writesInFlight == 0 ? request.order : Math.max(highestInFlight, request.order);
            writesInFlight++;
            writesAt = node;
        }
    }

    /** Returns the connection to {@code leader}, which may not be made yet; null if the leader's address is unknown. */
    private @Nullable LeaderLink linkTo(int leader) {
        LeaderLink current = link;
        if (current != null && (current.node != leader || isOverdue(current))) {
            link = null;
            current.close("node " + leader + " is the leader");
            current = null;
        }
        NodeAddress address = replication.address(leader);
        if (current == null && address != null) {
            LeaderLink made = new LeaderLink(this, leader, now());
            link = made;
            current = made;
            dialer.dial(address.host(), address.clientPort(), made::opened, made::failed);
        }
        return current;
    }

    /** Returns whether an attempt to connect has taken longer than it can: its outcome was lost in a full mailbox. */
    private boolean isOverdue(LeaderLink attempt) {
        return !attempt.isOpen()
                && now() - attempt.dialedNanos
                        > dialer.timeout().plus(DIAL_SLACK).toNanos();
    }

    // ---- what happens to requests in flight

    /** Notes that the connection of {@code opened} is made. */
    void opened(LeaderLink opened) {
        if (opened == link) {
            loop.execute(this::sendWaiting);
        } else {
            loop.execute(() -> opened.close("another node is the leader"));
        }
    }

    /** Takes the answer of a node to a request that was in flight. */
    void finished(ForwardedRequest request, Response response) {
        if (request.write) {
            writesInFlight--;
        }
        switch (response) {
            case Response.NotLeader _ -> tryAgain(request);
            case Response.Busy _, Response.Rejected _ -> answer(request, response);
            default -> {
                noteEffect(request);
                answer(request, response);
            }
        }
        if (writesInFlight == 0 && changing) {
            sendWaiting();
        }
    }

    /** Notes that a connection is closed, or could not be made; {@code requests} were in flight on it. */
    void lost(LeaderLink closed, List<ForwardedRequest> requests) {
        if (closed == link) {
            link = null;
        }
        requests.forEach(this::lost);
        if (!waiting.isEmpty()) {
            wakeWithin(options.backoff());
        }
    }

    private void lost(ForwardedRequest request) {
        if (request.write) {
            lost++;
            writesInFlight--;
            noteEffect(request);
            answer(request, MAY_HAVE_HAPPENED);
        } else {
            tryAgain(request);
        }
    }

    private void noteEffect(ForwardedRequest request) {
        if (request.write) {
            lastEffect = Math.max(lastEffect, request.order);
        }
    }

    private void tryAgain(ForwardedRequest request) {
        request.retried = true;
        waiting.put(request.order, request);
        wakeWithin(options.backoff());
    }

    private void answer(ForwardedRequest request, Response response) {
        open--;
        openBytes -= request.bytes;
        request.answer.answered(response);
    }

    // ---- what happens to requests that wait

    /** Sends what waits, in its order, as far as that is possible now. */
    void sendWaiting() {
        if (sending) {
            return;
        }
        sending = true;
        try {
            while (!waiting.isEmpty()) {
                ForwardedRequest first = waiting.pollFirstEntry().getValue();
                if (first.isLate(now()) || (first.write && lastEffect > first.order)) {
                    answer(first, BUSY);
                } else if (!send(first)) {
                    waiting.put(first.order, first);
                    return;
                } else if (waiting.containsKey(first.order)) {
                    // The node has answered at once that it does not lead.
                    return;
                }
            }
        } finally {
            sending = false;
        }
    }

    /** Sends what waits because the output was full; what a node did not take is tried again after the back-off only. */
    void outputTaken() {
        Map.Entry<Long, ForwardedRequest> first = waiting.firstEntry();
        if (first != null && !first.getValue().retried) {
            sendWaiting();
        }
    }

    private void wakeWithin(Duration time) {
        Timer current = timer;
        long due = now() + time.toNanos();
        if (current != null && current.isScheduled()) {
            if (wakeNanos - due <= 0) {
                return;
            }
            current.cancel();
        }
        wakeNanos = due;
        timer = loop.schedule(time, this::wake);
    }

    private void wake() {
        long now = now();
        LeaderLink current = link;
        if (current != null) {
            for (ForwardedRequest late : current.takeBack(request -> request.isLate(now))) {
                if (late.write) {
                    lost(late);
                } else {
                    answer(late, BUSY);
                }
            }
        }
        endChange(now);
        answerLate(now);
        sendWaiting();
        if (!waiting.isEmpty()) {
            wakeWithin(options.backoff());
        } else if (link != null && link.open() > 0) {
            wakeWithin(DEADLINE_CHECK);
        }
    }

    /** Gives up the writes that are at a node that led before, when it has had its time to answer them. */
    private void endChange(long now) {
        int leader = replication.leader();
        boolean elsewhere = writesInFlight > 0 && leader != 0 && writesAt != leader;
        if (elsewhere && !changing) {
            changedNanos = now;
        }
        changing = elsewhere;
        LeaderLink old = link;
        if (changing
                && old != null
                && old.node == writesAt
                && now - changedNanos >= options.changeGrace().toNanos()) {
            changing = false;
            old.close("node " + leader + " is the leader");
        }
    }

    /** Answers every request whose deadline has passed while it waited. It has certainly had no effect. */
    private void answerLate(long now) {
        for (Map.Entry<Long, ForwardedRequest> each : List.copyOf(waiting.entrySet())) {
            if (each.getValue().isLate(now)) {
                waiting.remove(each.getKey());
                answer(each.getValue(), BUSY);
            }
        }
    }

    private long now() {
        return loop.clock().nanos();
    }

    ForwardingOptions options() {
        return options;
    }

    /** Returns what it counts. */
    public List<Metric> metrics() {
        return List.of(
                new Metric("kvs_forwarding_open_requests", false, open, "Requests of RESP clients without an answer."),
                new Metric("kvs_forwarding_waiting_requests", false, waiting.size(), "Those that wait for a leader."),
                new Metric("kvs_forwarding_sent_total", true, forwarded, "Requests sent to the leader."),
                new Metric("kvs_forwarding_lost_writes_total", true, lost, "Writes whose answer was lost."));
    }
}

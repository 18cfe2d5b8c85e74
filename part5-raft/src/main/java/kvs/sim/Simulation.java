package kvs.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import kvs.raft.Envelope;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.MessageCodec;
import kvs.sim.Sightings.Rare;

/**
 * One run of a cluster. Takes the next event, lets it happen, and checks what must hold; until the second phase is over, or
 * a rule is broken. The same plan gives the same run.
 */
final class Simulation {
    /**
     * More events than any run needs: no run of the first 6,789 seeds has more than 165,584. A core whose messages multiply
     * without end is stopped before they fill the memory.
     */
    private static final long MAX_STEPS = 2_000_000;

    private static final int FRAMES = 4;

    private final World world;
    private final Driver driver;
    private final Faults faults;
    private final Calm calm;
    private final List<SimClient> clients = new ArrayList<>();
    private final ClientHistory history = new ClientHistory();
    private long hash;

    private Simulation(Plan plan, Trace trace) {
        world = new World(plan, trace);
        UnaryOperator<Envelope> wire = plan.shape().encoded() ? Simulation::encoded : UnaryOperator.identity();
        Post post = new Post(world, wire);
        driver = new Driver(world, post);
        faults = new Faults(world, driver);
        Workload workload = new Workload(plan.shape().keys(), plan.shape().readPercent());
        for (int number = 1; number <= plan.shape().clients(); number++) {
            clients.add(new SimClient(world, post, history, number, workload));
        }
        calm = new Calm(world, driver, faults, clients, workload);
    }

    /** Runs {@code plan} to its end. */
    static Outcome run(Plan plan, Trace trace) {
        return new Simulation(plan, trace).run();
    }

    private Outcome run() {
        Violation violation = null;
        try {
            begin();
            while (!calm.isOver()) {
                step();
            }
            clients.forEach(SimClient::recordOpen);
            history.check();
        } catch (Violation broken) {
            violation = broken;
        } catch (RuntimeException | StackOverflowError thrown) {
            violation = new Violation(Rule.EXCEPTION, text(thrown), List.of());
        }
        if (violation != null) {
            world.trace.violation(world, violation);
        }
        return new Outcome(world.plan, hash, world.steps, world.now, world.sightings, history, violation);
    }

    private void begin() {
        Plan plan = world.plan;
        for (int i = 0; i < plan.shape().voters() + plan.shape().learners(); i++) {
            world.addNode(plan.configuration());
        }
        world.trace.run(world);
        world.nodes().forEach(driver::start);
        plan.faults().forEach(fault -> world.schedule(fault.at(), new Event.Begin(fault)));
        clients.forEach(client -> client.allow(plan.shape().operations()));
        world.schedule(plan.shape().faultMicros(), new Event.Calm());
        if (plan.raft().leaseReads()) {
            world.sightings.saw(Rare.READS_BY_LEASE_SEEDS);
        }
    }

    private void step() {
        world.now = world.queue.nextTime();
        Event event = world.queue.remove();
        if (isDelayed(event)) {
            return;
        }
        if (++world.steps > MAX_STEPS) {
            throw new Violation(
                    Rule.NO_CONVERGENCE,
                    "the run does not end: after " + MAX_STEPS + " events, " + world.queue.size() + " more are waiting",
                    List.of());
        }
        happen(event);
    }

    /** What reaches a node in its pause happens after it, in the same order. */
    private boolean isDelayed(Event event) {
        SimNode node = switch (event) {
            case Event.Tick tick -> tick.node();
            case Event.ForceEnds ends -> ends.node();
            case Event.SnapshotWritten written -> written.node();
            case Event.SnapshotRead read -> read.node();
            case Event.Ask ask -> ask.node();
            case Event.Deliver deliver -> world.node(deliver.envelope().to());
            case Event.Start _, Event.Begin _, Event.Undo _, Event.Wake _ -> null;
            case Event.Answer _, Event.Calm _, Event.Check _ -> null;
        };
        if (node == null || node.pausedUntil <= world.now) {
            return false;
        }
        world.queue.add(node.pausedUntil, event);
        return true;
    }

    private void happen(Event event) {
        switch (event) {
            case Event.Tick(SimNode node, int life) -> {
                if (node.isIn(life)) {
                    node.ticks++;
                    driver.begin(node).tick();
                    end(node, 1, "tick");
                    world.schedule(node.clock.trueMicros(Plan.TICK_MICROS), event);
                }
            }
            case Event.Deliver(long id, Envelope envelope, long composed) -> deliver(id, envelope, composed);
            case Event.ForceEnds(SimNode node, int life, long write, boolean fails) -> {
                if (node.isIn(life)) {
                    if (fails) {
                        faults.forceFailed(node);
                    } else {
                        happens(() -> driver.forceEnds(node, write), () -> show(node, "persisted"));
                        remember(node, 3);
                    }
                }
            }
            case Event.SnapshotWritten written -> {
                if (written.node().isIn(written.life())) {
                    driver.snapshotWritten(written.node(), written.snapshot());
                    ended(written.node(), 4, "snapshot");
                }
            }
            case Event.SnapshotRead(SimNode node, int life, var received) -> {
                if (node.isIn(life)) {
                    happens(() -> driver.snapshotRead(node, received), () -> show(node, "install"));
                    remember(node, 7);
                }
            }
            case Event.Start(SimNode node) -> {
                if (Faults.mayStart(node)) {
                    driver.start(node);
                    ended(node, 5, "restart");
                }
            }
            case Event.Begin(Fault fault) -> {
                if (!calm.hasBegun()) {
                    faults.begin(fault);
                }
            }
            case Event.Undo(Runnable what, String text) -> {
                world.trace.note(world, text);
                what.run();
            }
            case Event.Wake(SimClient client, long alarm) -> client.wake(alarm);
            case Event.Ask(SimNode node, long ticket, var request) -> {
                if (node.isUp()) {
                    world.invariants.asked(node, ticket, request);
                    driver.begin(node).request(ticket, request);
                    end(node, 6, "propose");
                }
            }
            case Event.Answer(SimClient client, long ticket, int node, var response) ->
                client.answered(ticket, node, response);
            case Event.Calm() -> calm.begin();
            case Event.Check() -> calm.check();
        }
    }

    private void deliver(long id, Envelope envelope, long composed) {
        SimNode node = world.node(envelope.to());
        if (!node.isUp()) {
            world.trace.delivered(world, id, envelope, null);
            return;
        }
        world.invariants.delivered(node, envelope, composed);
        driver.begin(node).receive(envelope);
        happens(() -> driver.end(node), () -> world.trace.delivered(world, id, envelope, node));
        remember(node, 2 + 16 * envelope.message().term());
    }

    private void end(SimNode node, long what, String name) {
        happens(() -> driver.end(node), () -> show(node, name));
        remember(node, what);
    }

    private void ended(SimNode node, long what, String name) {
        remember(node, what);
        show(node, name);
    }

    private void show(SimNode node, String name) {
        world.trace.event(world, name, node, null);
    }

    /** Shows an event once it has happened, also if it has broken a rule: it is the one that matters then. */
    private static void happens(Runnable event, Runnable shown) {
        try {
            event.run();
        } catch (Violation broken) {
            shown.run();
            throw broken;
        }
        shown.run();
    }

    /** Adds an event to the hash of all events. */
    private void remember(SimNode node, long what) {
        long state = node.term * 31 + node.commit * 17 + node.issued.last() * 7 + node.applied;
        hash = Streams.mix(hash + world.now + ((long) node.id << 48) + (what << 32) + state * 0x10001);
    }

    private static Envelope encoded(Envelope envelope) {
        try {
            return MessageCodec.decode(MessageCodec.encode(envelope));
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("A message does not survive its encoding: " + envelope, e);
        }
    }

    private static String text(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.toString());
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
            text.append(i == 0 ? " at " : ", ").append(frames[i]);
        }
        return text.toString();
    }
}

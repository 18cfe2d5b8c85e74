package kvs.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import kvs.raft.Envelope;
import kvs.raft.kv.Replica;
import kvs.raft.kv.Request;
import kvs.sim.Sightings.Rare;

/** Carries messages between nodes, and requests and answers between clients and nodes. */
final class Post {
    private static final int PERCENT = 100;
    private static final int CLIENT_DELAY_MICROS = 3_000;

    private final World world;
    private final UnaryOperator<Envelope> wire;
    private final List<SimClient> clients = new ArrayList<>();
    private long messages;

    /** @param wire what a message becomes on its way: itself, or what is decoded from its bytes */
    Post(World world, UnaryOperator<Envelope> wire) {
        this.world = world;
        this.wire = wire;
    }

    /** Adds a client; its tickets carry its number. */
    void register(SimClient client) {
        clients.add(client);
    }

    /** A message leaves its node, which composed it at this time. */
    void send(Envelope envelope, long composed) {
        long id = ++messages;
        if (world.find(envelope.to()) == null) {
            return;
        }
        Envelope sent = wire.apply(envelope);
        long arrives = world.network.send(envelope.from(), envelope.to(), world.now);
        long again = world.network.second;
        if (world.trace.isOn()) {
            world.trace.sent(world, id, envelope);
        }
        if (arrives == Network.LOST) {
            world.sightings.saw(Rare.MESSAGES_LOST);
            if (world.trace.isOn()) {
                world.trace.dropped(world, id, envelope);
            }
            return;
        }
        world.queue.add(arrives, new Event.Deliver(id, sent, composed));
        if (again != Network.LOST) {
            world.sightings.saw(Rare.MESSAGES_DOUBLED);
            if (world.trace.isOn()) {
                world.trace.doubled(world, id, envelope);
            }
            world.queue.add(again, new Event.Deliver(id, sent, composed));
        }
    }

    /** A client sends a request. */
    void ask(SplittableRandom random, SimNode node, long ticket, Request request) {
        long delay = 1L + random.nextInt(CLIENT_DELAY_MICROS);
        if (!isLost(random)) {
            world.schedule(delay, new Event.Ask(node, ticket, request));
        }
    }

    /** A node answers. */
    void reply(SimNode node, Replica.Reply reply) {
        world.invariants.answered(node, reply.ticket(), reply.response());
        int number = SimClient.numberOf(reply.ticket());
        if (number == SimClient.OPERATOR) {
            return;
        }
        SimClient client = clients.get(number - 1);
        SplittableRandom random = client.random();
        long delay = 1L + random.nextInt(CLIENT_DELAY_MICROS);
        if (!isLost(random)) {
            world.schedule(delay, new Event.Answer(client, reply.ticket(), node.id, reply.response()));
        }
    }

    private boolean isLost(SplittableRandom random) {
        boolean lost = random.nextInt(PERCENT) < world.plan.rates().lossPercent();
        return lost && world.network.isStormy();
    }
}

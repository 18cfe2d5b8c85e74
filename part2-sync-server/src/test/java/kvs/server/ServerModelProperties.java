package kvs.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kvs.client.KvClient;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.Fact;
import kvs.protocol.Response;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A server with several clients behaves like a map, for single and for pipelined requests. */
class ServerModelProperties {
    private static final int CLIENTS = 3;

    /** The commands of one call of one client, which may reconnect before. */
    record Turn(int client, boolean reconnects, List<Command> commands) {}

    @Property(tries = 100, seed = "20210228", edgeCases = EdgeCasesMode.NONE)
    void a_binary_server_is_a_map(@ForAll("binaryTurns") List<Turn> turns) throws IOException {
        agrees(TestServer.BINARY, turns);
    }

    @Property(tries = 100, seed = "20210228", edgeCases = EdgeCasesMode.NONE)
    void a_text_server_is_a_map(@ForAll("textTurns") List<Turn> turns) throws IOException {
        agrees(TestServer.TEXT, turns);
    }

    private static void agrees(Codec codec, List<Turn> turns) throws IOException {
        Map<Bytes, Bytes> model = new HashMap<>();
        try (TestServer server = TestServer.start(ServerOptions.defaults().withCodec(codec), new MemoryEngine())) {
            List<KvClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(server.client());
            }
            for (Turn turn : turns) {
                KvClient client = clients.get(turn.client);
                if (turn.reconnects) {
                    client.reconnect();
                }
                List<Response> expected = turn.commands.stream()
                        .map(command -> run(command, model))
                        .toList();
                Fact.when("client " + turn.client + " calls " + turn.commands)
                        .gives(expected, client.call(turn.commands));
            }
        }
    }

    private static Response run(Command command, Map<Bytes, Bytes> model) {
        return switch (command) {
            case Command.Get(Bytes key) ->
                model.containsKey(key) ? new Response.Ok(model.get(key)) : new Response.NotFound();
            case Command.Set(Bytes key, Bytes value) -> {
                model.put(key, value);
                yield Response.Ok.DONE;
            }
            case Command.Clear(Bytes key) -> model.remove(key) != null ? Response.Ok.DONE : new Response.NotFound();
            case Command.Ping(Bytes payload) -> new Response.Ok(payload);
            case Command.Shutdown() -> throw new IllegalArgumentException("a turn has no SHUTDOWN");
        };
    }

    @Provide
    Arbitrary<List<Turn>> binaryTurns() {
        Arbitrary<Bytes> keys = Arbitraries.of("", "a", "b", "\u00ff").map(Bytes::utf8);
        Arbitrary<Bytes> values =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Bytes::copyOf);
        return turns(Arbitraries.oneOf(
                keys.map(Command.Get::new),
                Combinators.combine(keys, values).as(Command.Set::new),
                keys.map(Command.Clear::new),
                values.map(Command.Ping::new)));
    }

    @Provide
    Arbitrary<List<Turn>> textTurns() {
        Arbitrary<Bytes> keys = Arbitraries.of("", "a", "b").map(Bytes::utf8);
        Arbitrary<Bytes> values =
                Arbitraries.strings().withCharRange('a', 'z').ofMaxLength(10).map(Bytes::utf8);
        return turns(Arbitraries.oneOf(
                keys.map(Command.Get::new), Combinators.combine(keys, values).as(Command.Set::new)));
    }

    private static Arbitrary<List<Turn>> turns(Arbitrary<Command> commands) {
        return Combinators.combine(
                        Arbitraries.integers().between(0, CLIENTS - 1),
                        Arbitraries.integers().between(0, 9).map(n -> n == 0),
                        commands.list().ofMaxSize(6))
                .as(Turn::new)
                .list()
                .ofMaxSize(30);
    }
}

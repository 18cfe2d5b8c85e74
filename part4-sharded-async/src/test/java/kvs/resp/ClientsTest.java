package kvs.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.resp.RespParser.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real clients send first, recorded by {@link RecordClient} with their default settings. */
class ClientsTest {

    @ParameterizedTest
    @CsvSource({
        "redis-benchmark, 14, CONFIG GET save CONFIG GET appendonly PING PING PING PING SET key:__rand_int__",
        "redis-cli, 3, COMMAND DOCS SET foo bar GET foo",
        "jedis, 5, HELLO 3 CLIENT SETINFO LIB-NAME jedis CLIENT SETINFO LIB-VER 8.0.2 SET foo bar GET foo",
        "lettuce, 6, HELLO 3 CLIENT SETINFO lib-name Lettuce CLIENT SETINFO lib-ver",
        "redis-py, 9, HELLO 3 CLIENT MAINT_NOTIFICATIONS ON moving-endpoint-type internal-fqdn CLIENT SETINFO",
        "node-redis, 7, HELLO 3 CLIENT SETINFO LIB-VER 6.3.1 CLIENT SETINFO LIB-NAME node-redis CLIENT",
        "ioredis, 6, hello 3 client SETINFO LIB-VER 6.0.0 client SETINFO LIB-NAME ioredis info set foo bar get foo"
    })
    void reads_what_a_client_sends(String client, int commands, String beginning) throws IOException {
        List<byte[]> lines = recorded(client);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        lines.forEach(all::writeBytes);
        byte[] stream = all.toByteArray();

        Requests.Drained whole = Requests.drained(RespLimits.DEFAULT, stream);
        Fact.when("parse what " + client + " sends, then the number of commands")
                .gives(commands, lines.size());
        Fact.when("parse what " + client + " sends")
                .gives(new Requests.Drained(whole.commands(), Result.INCOMPLETE, "", stream.length), whole);
        List<List<Bytes>> each = new ArrayList<>();
        for (byte[] line : lines) {
            each.addAll(Requests.drained(RespLimits.DEFAULT, line).commands());
        }
        Fact.when("parse what " + client + " sends, in one piece and command by command")
                .gives(each, whole.commands());
        Fact.when("parse what " + client + " sends, then the first words")
                .gives(beginning, beginning(each, beginning.split(" ").length));
        for (int size = 1; size < 20; size++) {
            Fact.when("parse what " + client + " sends, in reads of " + size + " bytes")
                    .gives(whole, Requests.drained(RespLimits.DEFAULT, Requests.readsOf(size, stream)));
        }
    }

    private static String beginning(List<List<Bytes>> commands, int words) {
        List<String> all =
                commands.stream().flatMap(List::stream).map(Bytes::utf8).toList();
        return String.join(" ", all.subList(0, Math.min(words, all.size())));
    }

    /** Returns the bytes of each command in a fixture. */
    private static List<byte[]> recorded(String client) throws IOException {
        try (InputStream file = ClientsTest.class.getResourceAsStream("/clients/" + client + ".txt")) {
            return new String(Objects.requireNonNull(file, client).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(ClientsTest::unescaped)
                    .toList();
        }
    }

    private static byte[] unescaped(String line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            switch (line.charAt(++i)) {
                case 'r' -> text.append('\r');
                case 'n' -> text.append('\n');
                case 'x' -> {
                    text.append((char) HexFormat.fromHexDigits(line, i + 1, i + 3));
                    i += 2;
                }
                default -> text.append(line.charAt(i));
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }
}

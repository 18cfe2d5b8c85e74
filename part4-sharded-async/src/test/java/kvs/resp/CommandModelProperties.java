package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Commands of several clients in any order, as time goes by: each answer, and all that is left at the end, is what a
 * {@link CommandModel} says. A client is no more than the order of its commands here.
 */
class CommandModelProperties {
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "");

    /** Each becomes a command: the small letters say what takes their place. */
    private static final List<String> COMMANDS = List.of(
            "GET key",
            "GET key",
            "SET key value",
            "SET key value",
            "SET key value NX",
            "SET key value XX",
            "SET key value GET",
            "SET key value NX GET",
            "SET key value XX KEEPTTL GET",
            "SET key value KEEPTTL",
            "SET key value PX millis",
            "SET key value PX millis NX",
            "SETNX key value",
            "GETSET key value",
            "GETDEL key",
            "MGET key key key",
            "MSET key value key value",
            "MSETNX key value key value",
            "INCRBY key number",
            "DECRBY key number",
            "APPEND key value",
            "SETRANGE key index value",
            "GETRANGE key number number",
            "GETRANGE key index number",
            "STRLEN key",
            "DEL key",
            "DEL key key",
            "EXISTS key key",
            "TYPE key",
            "RENAME key key",
            "RENAMENX key key",
            "PEXPIRE key millis",
            "PEXPIRE key millis NX",
            "PEXPIRE key millis XX",
            "PEXPIRE key millis GT",
            "PEXPIRE key millis LT",
            "PEXPIRE key millis XX LT",
            "PEXPIRE key number",
            "PERSIST key",
            "PTTL key",
            "PEXPIRETIME key",
            "KEYS *",
            "FLUSHALL",
            "WAIT millis",
            "WAIT millis",
            "WAIT millis");

    @Property(tries = 2000, seed = "20210228")
    void every_answer_is_that_of_the_model(
            @ForAll @IntRange(min = 1, max = 5) int shards,
            @ForAll @Size(max = 80) List<@From("commands") List<String>> commands) {
        Console console = new Console(shards, CommandTable.MAX_VALUE_BYTES);
        CommandModel model = new CommandModel();
        model.now(console.now);
        for (List<String> command : commands) {
            if (command.getFirst().equals("WAIT")) {
                console.now += Long.parseLong(command.get(1));
                model.now(console.now);
            } else {
                compare(console, model, command.toArray(String[]::new));
            }
        }
        compare(console, model, "KEYS", "*");
        compare(console, model, Stream.concat(Stream.of("MGET"), KEYS.stream()).toArray(String[]::new));
        KEYS.forEach(key -> compare(console, model, "PEXPIRETIME", key));
    }

    private static void compare(Console console, CommandModel model, String... words) {
        String expected = model.run(words);
        assertThat(sorted(words[0], console.runWords(words)))
                .as(Arrays.toString(words))
                .isEqualTo(expected);
    }

    /** The answer of KEYS has no order: that of the model is as good as any. */
    private static String sorted(String command, String answer) {
        if (!command.equals("KEYS") || answer.equals("[]")) {
            return answer;
        }
        String[] keys = answer.substring(1, answer.length() - 1).split(", ");
        Arrays.sort(keys);
        return Arrays.toString(keys);
    }

    @Provide
    Arbitrary<List<String>> commands() {
        return Arbitraries.of(COMMANDS).flatMap(CommandModelProperties::filled);
    }

    private static Arbitrary<List<String>> filled(String command) {
        Arbitrary<List<String>> words = Arbitraries.just(List.of());
        for (String word : command.split(" ", -1)) {
            words = words.flatMap(before -> word(word).map(next -> {
                List<String> more = new ArrayList<>(before);
                more.add(next);
                return List.copyOf(more);
            }));
        }
        return words;
    }

    private static Arbitrary<String> word(String word) {
        return switch (word) {
            case "key" -> Arbitraries.of(KEYS);
            case "value" ->
                Arbitraries.of("", "0", "1", "-7", "07", "x", "text", "9223372036854775807", "-9223372036854775808");
            case "number" -> Arbitraries.of("0", "1", "-1", "3", "-3", "10", "-20");
            case "index" -> Arbitraries.of("0", "1", "2", "5", "9");
            case "millis" -> Arbitraries.of("1", "2", "3", "5", "10");
            default -> Arbitraries.just(word);
        };
    }
}

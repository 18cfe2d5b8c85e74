package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import kvs.protocol.FixedSeed;
import kvs.shard.Slice;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;

class CommandTableTest {
    private static final CommandTable TABLE = CommandTable.standard();

    /** Routed by the key of its subcommands, which Redis states there. */
    private static final Set<String> CONTAINERS_WITH_KEYS = Set.of("object");

    @Example
    void finds_each_command_in_upper_and_lower_case() {
        assertThat(TABLE.all()).hasSizeGreaterThan(40);
        for (CommandSpec command : TABLE.all()) {
            assertThat(find(command.name())).isSameAs(command);
            assertThat(find(command.name().toUpperCase(Locale.ROOT))).isSameAs(command);
        }
    }

    @Example
    void knows_the_commands_that_only_remove_keys() {
        List<String> removes = TABLE.all().stream()
                .filter(CommandSpec::isRemove)
                .map(CommandSpec::name)
                .toList();
        assertThat(removes).containsExactly("del", "flushall", "flushdb", "getdel", "unlink");
        List<String> others = TABLE.all().stream()
                .filter(command -> command.isWrite() && !command.flags().contains("denyoom"))
                .map(CommandSpec::name)
                .filter(name -> !removes.contains(name))
                .toList();
        assertThat(others)
                .as("write a value again, though Redis has memory for that")
                .containsExactly(
                        "expire", "expireat", "getex", "persist", "pexpire", "pexpireat", "rename", "renamenx");
    }

    @FixedSeed
    void finds_a_command_in_mixed_case(@ForAll @From("names") String name, @ForAll @Size(16) List<Boolean> upper) {
        StringBuilder mixed = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            if (upper.get(i)) {
                mixed.setCharAt(i, Character.toUpperCase(name.charAt(i)));
            }
        }
        CommandSpec found = Objects.requireNonNull(find(mixed.toString()), mixed + " is unknown");
        assertThat(found.name()).isEqualTo(name);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(TABLE.all().stream().map(CommandSpec::name).toList());
    }

    @FixedSeed
    void finds_no_command_by_a_part_of_its_name_or_a_longer_one(
            @ForAll @From("names") String name,
            @ForAll @StringLength(min = 1, max = 20) @CharRange(to = 255) String more) {
        Set<String> all = new HashSet<>(names().allValues().orElseThrow().toList());
        for (int i = 0; i < name.length(); i++) {
            String part = name.substring(0, i);
            assertThat(find(part) == null).isEqualTo(!all.contains(part));
        }
        String longer = name + more;
        assertThat(find(longer) == null).isEqualTo(!all.contains(longer.toLowerCase(Locale.ROOT)));
    }

    @FixedSeed
    void finds_nothing_by_other_bytes(@ForAll byte[] name) {
        boolean known = TABLE.all().stream()
                .anyMatch(command -> Slice.of(name).isWord(command.name().toUpperCase(Locale.ROOT)));
        assertThat(TABLE.find(Slice.of(name)) != null).isEqualTo(known);
    }

    @Example
    void finds_nothing_by_bytes_that_a_careless_comparison_takes_for_letters() {
        // 0x07 is G without the bit that makes it a letter; zero bytes are no part of a name.
        for (String name : List.of(
                "", "ge", "gett", "get\0", "\0get", "\0\0\0\0\0get", "\7et", "GE\24", "get ", "g\u00c5t", "@ET")) {
            assertThat(find(name)).as(name).isNull();
        }
    }

    @Example
    void finds_names_of_up_to_16_letters() {
        CommandTable.Builder builder = new CommandTable.Builder(1);
        for (String name : List.of("eightlet", "nineletrs", "sixteen-letters!", "a", "sixteen-letters?")) {
            builder.command("group", name, 1, "").onKeys((words, database, out) -> {});
        }
        CommandTable table = builder.build();
        for (CommandSpec command : table.all()) {
            assertThat(table.find(Arguments.of(command.name()).get(0))).isSameAs(command);
        }
        assertThat(table.find(Arguments.of("sixteen-letters!?").get(0))).isNull();
    }

    @Example
    void refuses_a_name_that_is_too_long_and_one_that_is_taken() {
        CommandTable.Builder tooLong = new CommandTable.Builder(1);
        tooLong.command("group", "seventeen-letters", 1, "").onKeys((words, database, out) -> {});
        assertThatThrownBy(tooLong::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("seventeen");

        CommandTable.Builder taken = new CommandTable.Builder(1);
        taken.command("group", "Name", 1, "").onKeys((words, database, out) -> {});
        taken.command("group", "name", 1, "").onKeys((words, database, out) -> {});
        assertThatThrownBy(taken::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name");
    }

    @Example
    void an_empty_table_finds_nothing() {
        assertThat(new CommandTable(List.of()).find(Slice.of((byte) 'a'))).isNull();
    }

    @Example
    void each_command_has_the_arity_the_flags_and_the_keys_that_it_has_in_redis() throws IOException {
        Map<String, String> recorded = new HashMap<>();
        for (String line : Script.lines("commands.txt")) {
            recorded.put(line.substring(0, line.indexOf(' ')), line);
        }
        for (CommandSpec command : TABLE.all()) {
            String keys = CONTAINERS_WITH_KEYS.contains(command.name())
                    ? "0 0 0"
                    : command.firstKey() + " " + command.lastKey() + " " + command.keyStep();
            String flags = String.join(" ", command.flags());
            assertThat(command.name() + " " + command.arity() + " [" + flags + "] " + keys)
                    .isEqualTo(recorded.get(command.name()));
        }
    }

    @Example
    void each_command_has_a_sentence_and_routes_to_its_keys() {
        for (CommandSpec command : TABLE.all()) {
            assertThat(command.summary()).as(command.name()).isNotBlank();
            assertThat(command.routing() == Routing.KEYS).as(command.name()).isEqualTo(command.firstKey() > 0);
        }
    }

    private static @Nullable CommandSpec find(String name) {
        byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        return TABLE.find(Slice.of(bytes));
    }
}

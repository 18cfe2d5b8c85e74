package kvs.resp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import kvs.protocol.Fact;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The names of commands, as clients write them: exercise 4.6. */
@Tag("4.6")
class CommandNamesTest {
    private static final List<String> NAMES = List.of(
            "get", "set", "a", "eightlet", "nineletrs", "zunionstore", "sixteen-letters!", "no-op", "azby", "braced[");

    private final CommandTable table = table();

    private static CommandTable table() {
        CommandTable.Builder builder = new CommandTable.Builder(1);
        for (String name : NAMES) {
            builder.command("group", name, 1, "").onKeys((words, database, out) -> {});
        }
        return builder.build();
    }

    @Test
    void each_command_is_found_by_its_name() {
        for (String name : NAMES) {
            finds(name, name);
        }
    }

    @Test
    void upper_and_lower_case_are_the_same() {
        finds("get", "GET");
        finds("get", "Get");
        finds("get", "gEt");
        finds("eightlet", "EIGHTLET");
        finds("zunionstore", "ZUnionStore");
        finds("sixteen-letters!", "SIXTEEN-LETTERS!");
        finds("azby", "AZBY");
    }

    @Test
    void other_names_are_not_found() {
        for (String name :
                List.of("", "ge", "gett", "teg", "eightlets", "nineletr", "sixteen-letters", "zunionstorE\0")) {
            finds(null, name);
        }
    }

    @Test
    void bytes_that_are_no_letters_have_no_case() {
        // Each differs from the name in the bit that tells a small letter from a capital.
        finds(null, "no\rop");
        finds(null, "sixteen-letters\1");
        finds(null, "braced{");
        finds(null, "g\u00c5t");
    }

    private void finds(@Nullable String expected, String name) {
        CommandSpec found = table.find(Slice.of(name.getBytes(StandardCharsets.ISO_8859_1)));
        Fact.when("find(\"" + Requests.shown(name) + "\")").gives(expected, found == null ? null : found.name());
    }
}

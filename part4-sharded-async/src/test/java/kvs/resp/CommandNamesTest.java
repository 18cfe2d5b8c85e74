package kvs.resp;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
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
    void the_first_byte_of_a_name_is_the_highest() {
        String usually = "each further byte moves those before it up by 8 bits: the last one is the lowest";
        packs("0x405b5f", usually, "@[_", 0, 3);
        packs("0x5f", usually, "_", 0, 1);
    }

    @Test
    void letters_are_packed_as_capitals() {
        String usually = "a to z become A to Z, and A to Z stay what they are";
        packs("0x474554", usually, "GET", 0, 3);
        packs("0x474554", usually, "get", 0, 3);
        packs("0x474554", usually, "gEt", 0, 3);
        packs("0x415a4259", usually, "azby", 0, 4);
    }

    @Test
    void eight_bytes_fit() {
        String usually = "an int has room for four bytes: shift a long";
        packs("0x4549474854", usually, "eight", 0, 5);
        packs("0x45494748544c4554", usually, "eightlet", 0, 8);
    }

    @Test
    void bytes_that_are_no_letters_are_packed_as_they_are() {
        String usually = "only the letters a to z have another case";
        packs("0x4e4f2d4f50", usually, "no-op", 0, 5);
        packs("0x405b607b", usually, "@[`{", 0, 4);
    }

    @Test
    void only_the_bytes_of_the_range_are_packed() {
        String usually = "byte to is not among them, and a range without bytes gives 0";
        packs("0x4f5245", usually, "zunionstore", 8, 11);
        packs("0x5a55", usually, "zunionstore", 0, 2);
        packs("0x0", usually, "get", 3, 3);
        packs("0x0", usually, "get", 8, 3);
    }

    @Test
    void bytes_from_128_on_are_not_negative() {
        // Character.toUpperCase leaves these two bytes as they are.
        packs(
                "0x41809f",
                "name.at(i) is 0 to 255; as a byte it is negative from 128 on, and its sign fills all bytes above it",
                "a\u0080\u009f",
                0,
                3);
    }

    @Test
    void bytes_from_128_on_have_no_case() {
        String usually = "only the letters a to z have another case: Character.toUpperCase changes other bytes, too";
        packs("0xe9", usually, "\u00e9", 0, 1);
        packs("0xb5", usually, "\u00b5", 0, 1);
        packs("0xc3bf", usually, "\u00c3\u00bf", 0, 2);
        packs("0xff", usually, "\u00ff", 0, 1);
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
    void each_byte_of_a_name_counts() {
        for (String name : NAMES) {
            for (int i = 0; i < name.length(); i++) {
                finds(null, name.substring(0, i) + '?' + name.substring(i + 1));
            }
        }
    }

    @Test
    void the_order_of_the_bytes_counts() {
        // The first byte and the fifth change places: a shift of an int by 32 bits is one by 0.
        finds(null, "po-on");
        finds(null, "tighelet");
        finds(null, "on-op");
    }

    @Test
    void bytes_that_are_no_letters_have_no_case() {
        // Each differs from the name in the bit that tells a small letter from a capital.
        finds(null, "no\rop");
        finds(null, "sixteen-letters\1");
        finds(null, "braced{");
        finds(null, "g\u00c5t");
    }

    private static void packs(String expected, String usually, String name, int from, int to) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        boolean ascii = name.chars().allMatch(letter -> letter < 128);
        String shown = ascii
                ? '"' + name + '"'
                : "the bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes);
        Fact.when("packed(" + shown + ", " + from + ", " + to + ")")
                .usually(usually)
                .gives(expected, "0x" + Long.toHexString(CommandTable.packed(Slice.of(bytes), from, to)));
    }

    private void finds(@Nullable String expected, String name) {
        CommandSpec found = table.find(Slice.of(name.getBytes(StandardCharsets.ISO_8859_1)));
        Fact.when("find(\"" + Requests.shown(name) + "\"), which compares what packed(…) returns")
                .gives(expected, found == null ? null : found.name());
    }
}

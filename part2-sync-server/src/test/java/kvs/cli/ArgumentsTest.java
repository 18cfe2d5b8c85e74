package kvs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kvs.protocol.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

/** Arguments, decoded by Java in a locale that cannot express them, and what Linux says about the command line. */
class ArgumentsTest {
    private static final byte[] LATIN_1 = {'k', (byte) 0xe9};
    private static final byte[] CUT = {'k', (byte) 0xd0};

    @TempDir
    Path directory;

    private Path commandLine(byte[]... words) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] word : words) {
            all.writeBytes(word);
            all.write(0);
        }
        return Files.write(directory.resolve("cmdline"), all.toByteArray());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void text_that_the_locale_cannot_express_is_read_from_the_command_line() throws IOException {
        Path line = commandLine(utf8("java"), utf8("kvs.cli.KvsClient"), utf8("set"), utf8("ключ"), utf8("é?"));
        assertThat(Arguments.asTyped(line, "set", "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd", "???"))
                .containsExactly("set", "ключ", "é?");
    }

    @Test
    void bytes_that_are_not_text_stay_what_they_are() throws IOException {
        String[] typed = Arguments.asTyped(commandLine(utf8("java"), LATIN_1, CUT), "k\ufffd", "k\ufffd");
        assertThat(Arguments.bytes(typed[0])).isEqualTo(Bytes.copyOf(LATIN_1));
        assertThat(Arguments.bytes(typed[1])).isEqualTo(Bytes.copyOf(CUT));
    }

    @Test
    void a_replacement_character_that_was_typed_is_a_character() throws IOException {
        assertThat(Arguments.asTyped(commandLine(utf8("java"), utf8("\ufffd")), "\ufffd"))
                .containsExactly("\ufffd");
    }

    @Test
    void lost_bytes_are_an_error_where_the_system_does_not_show_them() {
        Path nowhere = directory.resolve("cmdline");
        assertThatThrownBy(() -> Arguments.asTyped(nowhere, "set", "k\ufffd", "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not text in this locale");
        assertThat(Arguments.asTyped(nowhere, "set", "ключ", "why?")).containsExactly("set", "ключ", "why?");
    }

    @Test
    void lost_bytes_are_an_error_where_the_command_line_has_other_words() throws IOException {
        Path fromFile = commandLine(utf8("java"), utf8("@arguments"));
        assertThatThrownBy(() -> Arguments.asTyped(fromFile, "k\ufffd")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Arguments.asTyped(commandLine(utf8("é"), utf8("other")), "k\ufffd", "word"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void only_keys_and_values_may_have_bytes_that_are_not_text() throws IOException {
        String word = Arguments.asTyped(commandLine(LATIN_1), "k\ufffd")[0];
        assertThatThrownBy(() -> Arguments.text(word))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> Arguments.path(word))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("cannot name a file");
        assertThat(Arguments.text("é")).isEqualTo("é");
    }

    @Test
    void a_missing_part_of_the_class_path_is_named() throws IOException {
        Path jar = Files.writeString(directory.resolve("part.jar"), "");
        ClassPath.requireComplete(jar + java.io.File.pathSeparator + directory);
        String missing = directory.resolve("other.jar").toString();
        assertThatThrownBy(() -> ClassPath.requireComplete(jar + java.io.File.pathSeparator + missing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing);
    }
}

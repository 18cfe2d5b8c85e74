package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ConsoleProperties {

    @Property(tries = 300, seed = "20261120")
    void wrapping_loses_no_word_and_no_line_is_too_wide_but_for_one_word(
            @ForAll("proses") String prose,
            @ForAll @IntRange(min = 1, max = 120) int columns,
            @ForAll @IntRange(min = 0, max = 12) int hanging) {
        Console console = new Console(new PrintStream(OutputStream.nullOutputStream()), columns, false);

        List<String> lines = console.wrap(prose, hanging);

        assertThat(words(String.join(" ", lines))).isEqualTo(words(prose));
        int width = Math.max(20, Math.min(columns, 100));
        assertThat(lines)
                .allMatch(line -> line.length() <= width || !line.strip().contains(" "));
    }

    private static String words(String text) {
        return text.strip()
                .lines()
                .flatMap(line -> List.of(line.split(" +")).stream())
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }

    @Provide
    Arbitrary<String> proses() {
        Arbitrary<String> word =
                Arbitraries.strings().withCharRange('a', 'f').ofMinLength(1).ofMaxLength(30);
        return word.list().ofMinSize(1).ofMaxSize(40).map(words -> String.join(" ", words));
    }
}

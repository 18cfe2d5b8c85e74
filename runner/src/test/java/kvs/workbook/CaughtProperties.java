package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CaughtProperties {

    @Property(tries = 300, seed = "20261120")
    void what_is_written_is_read_again(@ForAll("mistakes") Map<String, Map<String, String>> mistakes) {
        SortedMap<String, SortedMap<String, String>> sorted = new TreeMap<>();
        mistakes.forEach((mistake, tests) -> sorted.put(mistake, new TreeMap<>(tests)));
        Caught caught = new Caught(sorted);

        assertThat(Caught.parse(caught.text())).isEqualTo(caught);
    }

    @Provide
    Arbitrary<Map<String, Map<String, String>>> mistakes() {
        Arbitrary<String> name =
                Arbitraries.strings().withChars("ab-#. =").ofMinLength(1).ofMaxLength(8);
        // As a failure's words are kept: no empty line, and no blank at the end of one.
        Arbitrary<String> line =
                Arbitraries.strings().withChars("ab -=#^é").ofMaxLength(12).map(text -> text + ".");
        Arbitrary<String> words = line.list().ofMaxSize(4).map(lines -> String.join("\n", lines));
        return Arbitraries.maps(name, Arbitraries.maps(name, words).ofMaxSize(3))
                .ofMaxSize(4);
    }
}

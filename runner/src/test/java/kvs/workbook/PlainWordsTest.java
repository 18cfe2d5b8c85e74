package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The course's Java names the actor and the quantity, in the places that {@code plain-words-places.txt} lists. */
class PlainWordsTest {
    private static final PlainWords NOTHING_ALLOWED = new PlainWords(Set.of());

    @Test
    void the_course_names_actors_and_quantities() throws IOException {
        PlainWords words = new PlainWords(new HashSet<>(lines("plain-words-allowed.txt")));
        // The module's directory, as Maven says it; the root is above.
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        Path root = Objects.requireNonNull(module.getParent());
        List<String> places = lines("plain-words-places.txt");
        List<String> found = new ArrayList<>();
        for (String place : places) {
            found.addAll(words.in(root, place));
        }

        assertThat(places).isNotEmpty();
        assertThat(found)
                .as("words that hide who acts or how much; a true quotation goes into plain-words-allowed.txt")
                .isEmpty();
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(PlainWordsTest.class.getResourceAsStream("/" + resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }

    private static List<String> found(String line) {
        return NOTHING_ALLOWED.inText("A.java", line);
    }

    @Test
    void each_word_is_found_in_comments_texts_and_names_of_tests() {
        assertThat(found("// Somebody waits.")).containsExactly("A.java:1: 'Somebody': name the actor");
        assertThat(found("void waits_for_nobody() {}")).containsExactly("A.java:1: 'nobody': name the actor");
        assertThat(found("throw bad(\"whoever holds it\");")).containsExactly("A.java:1: 'whoever': name the actor");
        assertThat(found(" * what strangers send, and by whom")).hasSize(2);
        assertThat(found(" * so many bytes")).containsExactly("A.java:1: 'so many': name the quantity");
        assertThat(found(" * as much as it takes"))
                .containsExactly("A.java:1: 'as much as it takes': name the quantity");
        assertThat(found(" * Were it longer")).containsExactly("A.java:1: 'Were it': no inverted conditional");
        assertThat(found("int rubbish, records of use")).hasSize(2);
        assertThat(found("new Upkeep()")).containsExactly("A.java:1: 'Upkeep': the glossary's word");
        assertThat(found("int MOST_KEYS = 3")).containsExactly("A.java:1: 'MOST KEYS': MAX_");
    }

    @Test
    void who_is_fine_behind_a_noun_alone() {
        assertThat(found("// a learner who reads on, the client who asks")).isEmpty();
        assertThat(found("// Who reads on, waits.")).hasSize(1);
        assertThat(found("/** Who wants more. */")).hasSize(1);
        assertThat(found("// that is for who wants more")).hasSize(1);
        assertThat(found("// it is known who asks")).isEmpty();
    }

    @Test
    void words_that_only_look_alike_are_none() {
        assertThat(found("// MOSTLY, solemnly, if it were; be iterated; of users; wholly; so manyfold"))
                .isEmpty();
    }

    @Test
    void a_line_that_is_allowed_is_passed_over_however_it_is_indented() {
        PlainWords words = new PlainWords(Set.of("// \"nobody\" said"));

        assertThat(words.inText("A.java", "    // \"nobody\" said\n    // nobody said"))
                .hasSize(1);
    }

    @Test
    void a_place_is_a_file_or_all_below_a_directory(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("part/deep"));
        Files.writeString(root.resolve("part/deep/A.java"), "\n// nobody\n");
        Files.writeString(root.resolve("part/B.java"), "// whoever\n");
        Files.writeString(root.resolve("part/notes.txt"), "whoever\n");

        assertThat(NOTHING_ALLOWED.in(root, "part"))
                .containsExactly(
                        "part/B.java:1: 'whoever': name the actor", "part/deep/A.java:2: 'nobody': name the actor");
        assertThat(NOTHING_ALLOWED.in(root, "part/B.java")).hasSize(1);
        assertThat(NOTHING_ALLOWED.in(root, "parts"))
                .containsExactly("parts: there is no such file or directory; correct the list of places");
    }
}

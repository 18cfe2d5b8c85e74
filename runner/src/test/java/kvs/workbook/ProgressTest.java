package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import kvs.workbook.course.ExerciseId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
    private static final ExerciseId FIRST = new ExerciseId(1, 1);
    private static final ExerciseId SECOND = new ExerciseId(1, 2);
    private static final String PASSED = "1.1 passed 2026-11-20T10:15:30Z\n";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve(".workbook/progress.txt");
    }

    private Progress reading(String text) throws IOException {
        return reading(text.getBytes(StandardCharsets.UTF_8));
    }

    private Progress reading(byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return Progress.read(file);
    }

    @Test
    void a_missing_file_is_an_empty_one_and_is_not_made_by_reading() {
        Progress progress = Progress.read(file);

        assertThat(progress.complaints()).isEmpty();
        assertThat(progress.current()).isEmpty();
        assertThat(progress.of(FIRST)).isEqualTo(Progress.Entry.NEW);
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void what_was_written_is_read_again() throws IOException {
        Progress progress = Progress.read(file);
        progress.open(SECOND);
        progress.pass(FIRST);
        progress.give(FIRST);
        progress.hint(SECOND, 3);

        Progress again = Progress.read(file);
        assertThat(again.complaints()).isEmpty();
        assertThat(again.current()).contains(SECOND);
        assertThat(again.of(FIRST)).isEqualTo(progress.of(FIRST));
        assertThat(again.passed(FIRST)).isTrue();
        assertThat(again.of(SECOND).hints()).isEqualTo(3);
        assertThat(Files.readString(file)).startsWith("# Where you are in the workbook.");
    }

    @Test
    void passing_twice_keeps_the_time_of_the_first() throws IOException {
        Progress progress = reading(PASSED);

        progress.pass(FIRST);

        assertThat(progress.of(FIRST).passed()).contains(Instant.parse("2026-11-20T10:15:30Z"));
    }

    @Test
    void starting_over_forgets_all_but_the_hints() throws IOException {
        Progress progress = reading(PASSED + "1.1 given 2026-11-20T10:15:30Z\n1.1 hints 2\n");

        progress.startOver(FIRST);

        assertThat(Progress.read(file).of(FIRST))
                .isEqualTo(new Progress.Entry(Progress.Entry.NEW.passed(), Progress.Entry.NEW.given(), 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2 passed yesterday",
                "1.2 pasd 2026-11-20T10:15:30Z",
                "1.2 hints many",
                "1.2 hints 99999999999",
                "1.2 hints",
                "1.2",
                "1.02 hints 1",
                "x hints 1",
                "current",
                "current chapter",
                "<<<<<<< HEAD",
                "\0\0\0\0"
            })
    void a_line_that_means_nothing_is_told_and_kept_in_a_copy_and_the_rest_holds(String line) throws IOException {
        String text = "# mine\n" + line + "\n" + PASSED + "1.2 hints 2\n";

        Progress progress = reading(text);

        assertThat(progress.complaints())
                .containsExactly("progress.txt: line 2 means nothing: '" + line
                        + "'. Went on without; the file as it was is in progress.txt.broken.");
        assertThat(progress.passed(FIRST)).isTrue();
        assertThat(progress.of(SECOND).hints()).isEqualTo(2);
        progress.open(SECOND);
        assertThat(file.resolveSibling("progress.txt.broken")).hasContent(text);
        assertThat(Progress.read(file).complaints()).isEmpty();
    }

    @Test
    void the_copy_of_an_earlier_breakage_stays() throws IOException {
        reading("first\n");
        reading("first\n");
        Progress second = reading("second\n");

        assertThat(second.complaints()).singleElement().asString().endsWith("is in progress.txt.broken-2.");
        assertThat(file.resolveSibling("progress.txt.broken")).hasContent("first\n");
        assertThat(file.resolveSibling("progress.txt.broken-2")).hasContent("second\n");
        assertThat(file.resolveSibling("progress.txt.broken-3")).doesNotExist();
    }

    @Test
    void bytes_that_are_no_text_spoil_their_own_line_alone() throws IOException {
        byte[] content = (PASSED + "1.2 h\u00efnts 2\n").getBytes(StandardCharsets.ISO_8859_1);

        Progress progress = reading(content);

        assertThat(progress.complaints()).singleElement().asString().startsWith("progress.txt: line 2 means nothing");
        assertThat(progress.passed(FIRST)).isTrue();
        assertThat(Files.readAllBytes(file.resolveSibling("progress.txt.broken")))
                .isEqualTo(content);
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_do_no_harm() throws IOException {
        Progress progress = reading("\ufeff# mine\r\n" + PASSED.replace("\n", "\r\n"));

        assertThat(progress.complaints()).isEmpty();
        assertThat(progress.passed(FIRST)).isTrue();
    }

    @Test
    void where_nothing_can_be_written_it_says_so_and_goes_on_from_memory() throws IOException {
        Files.writeString(file.getParent(), "a file where a directory has to be");
        Progress progress = Progress.read(file);

        assertThatThrownBy(() -> progress.pass(FIRST))
                .isInstanceOfSatisfying(
                        IOException.class,
                        e -> assertThat(Desk.reason(e)).isEqualTo(file.getParent() + " is in the way"));
        assertThatThrownBy(() -> progress.pass(SECOND)).isInstanceOf(IOException.class);
        assertThat(progress.passed(FIRST)).isTrue();
        assertThat(progress.passed(SECOND)).isTrue();
    }

    @Test
    void what_could_not_be_read_is_not_overwritten() throws IOException {
        Files.createDirectories(file.resolve("a directory where a file has to be"));
        Progress progress = Progress.read(file);

        assertThat(progress.complaints())
                // In between, each system has words of its own for it.
                .singleElement(STRING)
                .startsWith("progress.txt could not be read (")
                .endsWith("). It stays as it is, and nothing is noted down until it can be read.");
        assertThatThrownBy(() -> progress.pass(FIRST))
                .hasMessage("progress.txt could not be read and is not overwritten");
        assertThat(file).isDirectoryContaining(path -> path.endsWith("a directory where a file has to be"));
    }

    @Test
    void what_another_window_has_noted_down_meanwhile_is_kept() throws IOException {
        Progress watch = Progress.read(file);
        watch.open(FIRST);
        Progress check = Progress.read(file);
        check.hint(SECOND, 2);

        watch.pass(FIRST);

        assertThat(Progress.read(file).of(SECOND).hints()).isEqualTo(2);
        assertThat(Progress.read(file).passed(FIRST)).isTrue();
    }
}

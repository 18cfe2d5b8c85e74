package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which proofs {@code course verify} repeats. What was found is changed in the record, so that a proof that is recalled
 * can be told from one that has run.
 */
class ProofRecordTest {
    @TempDir
    private Path root;

    private ToyCourse course;

    @BeforeEach
    void make() {
        course = ToyCourse.in(root);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(ToyCourse.PROOFS))) {
            return files.sorted().toList();
        }
    }

    /** As {@link #verifiedAndMarked}, without the runs of what nothing has changed. */
    private void provedAndMarked() throws IOException {
        course.proved();
        verifiedAndMarked();
    }

    /** Verifies once, and puts other words into what was found. */
    private void verifiedAndMarked() throws IOException {
        assertThat(course.run("course", "verify").exitCode()).isZero();
        for (Path file : files()) {
            Files.writeString(file, Files.readString(file).replaceAll("got  .*", "got       recalled"));
        }
    }

    private int recalled(String... command) {
        String out = course.run(command).out();
        return out.split("got       recalled", -1).length - 1;
    }

    @Test
    void a_proof_that_held_is_not_repeated() throws IOException {
        verifiedAndMarked();

        // Two starters, two references, four mistakes.
        assertThat(files()).hasSize(8);
        assertThat(recalled("course", "verify")).isEqualTo(4);
    }

    @Test
    void all_repeats_everything_and_writes_it_down_anew() throws IOException {
        provedAndMarked();

        assertThat(recalled("course", "verify", "--all")).isZero();
        assertThat(recalled("course", "verify")).isZero();
    }

    @Test
    void a_mistake_that_has_changed_is_proved_anew_and_the_others_are_not() throws IOException {
        provedAndMarked();
        course.with(ToyCourse.MISTAKES + "1.1-zero.java", ToyCourse.mistake("next", "return -0;", "it stays"));

        assertThat(recalled("course", "verify")).isEqualTo(3);
        assertThat(files()).as("what no proof asks for is deleted").hasSize(8);
    }

    @Test
    void what_a_mistake_says_of_itself_does_not_matter() throws IOException {
        provedAndMarked();
        course.with(ToyCourse.MISTAKES + "1.1-zero.java", ToyCourse.mistake("next", "return 0;", "other words"));

        assertThat(recalled("course", "verify")).isEqualTo(4);
    }

    @Test
    void a_part_that_was_only_built_again_is_the_same() throws IOException {
        provedAndMarked();
        course.built();

        assertThat(recalled("course", "verify")).isEqualTo(4);
    }

    @Test
    void a_test_or_a_part_that_has_changed_repeats_all_proofs_of_the_part() throws IOException {
        provedAndMarked();
        course.replace(ToyCourse.TESTS, "int expected, int got", "long expected, int got")
                .built();
        assertThat(recalled("course", "verify")).isZero();

        verifiedAndMarked();
        course.replace(ToyCourse.COUNTER, "private int count;", "private int count = 0;")
                .generated()
                .built();
        assertThat(recalled("course", "verify")).isZero();
    }

    @Test
    void a_proof_that_failed_is_not_remembered() throws IOException {
        course.with(ToyCourse.MISTAKES + "1.1-zero.java", ToyCourse.mistake("next", "return ++count;", "nothing"));

        assertThat(course.run("course", "verify").out()).contains("1.1-zero.java: survives");
        assertThat(files()).hasSize(7);
        assertThat(course.run("course", "verify").out()).contains("1.1-zero.java: survives");
    }

    @Test
    void a_record_that_cannot_be_read_costs_a_run() throws IOException {
        provedAndMarked();
        for (Path file : files()) {
            Files.writeString(file, "nonsense\n");
        }

        ToyCourse.Ran ran = course.run("course", "verify");

        assertThat(ran.out()).contains("got       0").endsWith("The course holds: 2 exercises proved.\n");
    }
}

package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
    private static final Path A = Path.of("src/A.java");
    private static final Path B = Path.of("src/B.java");

    @TempDir
    private Path root;

    private Path kept;
    private Snapshots snapshots;

    @BeforeEach
    void make() throws IOException {
        kept = root.resolve("state/snapshots");
        snapshots = new Snapshots(root, kept);
        Files.createDirectories(root.resolve("src"));
    }

    private void replace(String what, Map<Path, String> files) throws IOException {
        snapshots.replace(what, new TreeMap<>(files));
    }

    private Optional<String> undo() throws IOException {
        return snapshots.undo().map(Snapshots.Snapshot::what);
    }

    private String text(Path file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    private void write(Path file, String text) throws IOException {
        Files.writeString(root.resolve(file), text);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(kept)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void what_was_overwritten_is_restored() throws IOException {
        write(A, "mine");

        replace("reset-1.1", Map.of(A, "starter"));

        assertThat(text(A)).isEqualTo("starter");
        assertThat(undo()).contains("reset-1.1");
        assertThat(text(A)).isEqualTo("mine");
    }

    @Test
    void a_file_that_was_not_there_is_gone_again_and_what_it_had_become_is_kept() throws IOException {
        replace("reset-1.1", Map.of(A, "starter"));
        write(A, "much work");

        assertThat(undo()).contains("reset-1.1");

        assertThat(root.resolve(A)).doesNotExist();
        assertThat(kept.resolve("0001-reset-1.1.undone").resolve(A)).hasContent("much work");
    }

    @Test
    void a_file_that_was_deleted_since_comes_back_with_its_directory() throws IOException {
        write(A, "mine");
        replace("reset-1.1", Map.of(A, "starter"));
        Files.delete(root.resolve(A));
        Files.delete(root.resolve("src"));

        undo();

        assertThat(text(A)).isEqualTo("mine");
    }

    @Test
    void undo_goes_back_in_time_one_change_after_the_other() throws IOException {
        write(A, "0");
        for (int i = 1; i <= 3; i++) {
            replace("change-" + i, Map.of(A, String.valueOf(i)));
        }

        assertThat(undo()).contains("change-3");
        assertThat(text(A)).isEqualTo("2");
        assertThat(undo()).contains("change-2");
        replace("another", Map.of(A, "4"));
        assertThat(undo()).contains("another");
        assertThat(text(A)).isEqualTo("1");
        assertThat(undo()).contains("change-1");
        assertThat(text(A)).isEqualTo("0");
        assertThat(undo()).isEmpty();
        assertThat(text(A)).isEqualTo("0");
    }

    @Test
    void nothing_that_was_ever_in_a_file_is_lost() throws IOException {
        write(A, "one");
        replace("reset", Map.of(A, "two"));
        write(A, "three");
        replace("reset", Map.of(A, "four"));
        write(A, "five");
        undo();
        write(A, "six");
        undo();

        assertThat(text(A)).isEqualTo("one");
        assertThat(names()).containsExactly("0001-reset", "0001-reset.undone", "0002-reset", "0002-reset.undone");
        assertThat(kept.resolve("0002-reset.undone").resolve(A)).hasContent("five");
        assertThat(kept.resolve("0001-reset.undone").resolve(A)).hasContent("six");
        assertThat(kept.resolve("0002-reset").resolve(A)).hasContent("three");
    }

    @Test
    void the_ten_thousandth_change_is_newer_than_the_one_before_it() throws IOException {
        write(A, "mine");
        Files.createDirectories(kept.resolve("9999-reset"));

        replace("reset", Map.of(A, "starter"));

        assertThat(undo()).contains("reset");
        assertThat(text(A)).isEqualTo("mine");
        assertThat(names()).contains("10000-reset.undone");
    }

    @Test
    void other_things_that_lie_there_are_no_snapshots() throws IOException {
        Files.createDirectories(kept.resolve("notes"));
        Files.writeString(kept.resolve(".DS_Store"), "");
        Files.writeString(kept.resolve("zzz.txt"), "");
        Files.writeString(kept.resolve("0009-a-file"), "");

        assertThat(undo()).isEmpty();
        replace("reset", Map.of(A, "starter"));
        assertThat(names()).contains("0001-reset");
    }

    @Test
    void a_change_that_fails_half_way_changes_nothing_and_leaves_nothing_to_undo() throws IOException {
        write(A, "mine");
        Files.createDirectories(root.resolve(B).resolve("a directory where a file has to be"));

        assertThatThrownBy(() -> replace("reset", Map.of(A, "starter", B, "starter")))
                .isInstanceOf(IOException.class);

        assertThat(text(A)).isEqualTo("mine");
        assertThat(undo()).isEmpty();
        assertThat(text(A)).isEqualTo("mine");
    }

    @Test
    void an_undo_that_fails_can_be_tried_again_and_keeps_what_it_replaced() throws IOException {
        write(A, "mine A");
        write(B, "mine B");
        replace("reset", Map.of(A, "starter", B, "starter"));
        write(A, "later A");
        Files.delete(root.resolve(B));
        Files.createDirectories(root.resolve(B).resolve("in the way"));

        assertThatThrownBy(this::undo).isInstanceOf(IOException.class);
        Files.delete(root.resolve(B).resolve("in the way"));
        Files.delete(root.resolve(B));

        assertThat(undo()).contains("reset");
        assertThat(text(A)).isEqualTo("mine A");
        assertThat(text(B)).isEqualTo("mine B");
        assertThat(names()).contains("0001-reset.undone.failed");
        assertThat(kept.resolve("0001-reset.undone.failed").resolve(A)).hasContent("later A");
    }
}

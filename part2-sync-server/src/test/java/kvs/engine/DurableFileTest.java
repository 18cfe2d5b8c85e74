package kvs.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path directory;

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void writes_the_content_and_leaves_no_other_file() throws IOException {
        DurableFile.write(directory, "note", "größe\n");
        assertThat(directory.resolve("note")).hasContent("größe\n");
        assertThat(names(directory)).containsExactly("note");
    }

    @Test
    void creates_the_directory_and_those_above_it() throws IOException {
        Path nested = directory.resolve("a/b/c");
        DurableFile.write(nested, "note", "x");
        assertThat(nested.resolve("note")).hasContent("x");
    }

    @Test
    void replaces_a_longer_content_and_the_rest_of_an_interrupted_write() throws IOException {
        DurableFile.write(directory, "note", "the longer one");
        Files.writeString(directory.resolve("note.tmp"), "half of another, longer than the new content");
        DurableFile.write(directory, "note", "short");
        assertThat(directory.resolve("note")).hasContent("short");
        assertThat(names(directory)).containsExactly("note");
    }

    @Test
    void keeps_the_old_content_if_the_new_one_cannot_be_written() throws IOException {
        DurableFile.write(directory, "note", "old");
        Files.createDirectories(directory.resolve("note.tmp"));
        assertThatThrownBy(() -> DurableFile.write(directory, "note", "new"))
                .isInstanceOf(IOException.class)
                .hasMessage("could not write to the data directory " + directory)
                .hasCauseInstanceOf(IOException.class);
        assertThat(directory.resolve("note")).hasContent("old");
    }

    @Test
    void names_the_directory_that_is_a_file() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> DurableFile.write(file, "note", "x"))
                .isInstanceOf(IOException.class)
                .hasMessage("could not write to the data directory " + file);
    }
}

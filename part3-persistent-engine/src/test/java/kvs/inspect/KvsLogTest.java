package kvs.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kvs.cli.CliResult;
import kvs.engine.log.LogEngine;
import kvs.engine.log.LogEngineOptions;
import kvs.io.RealDisk;
import kvs.log.LogOptions;
import kvs.protocol.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kvs-log}: its output for whole, torn and damaged logs; and that it changes nothing. */
class KvsLogTest {
    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private final Map<String, byte[]> before = new TreeMap<>();

    /** Two segments: a, b, a again, b removed; c. */
    @BeforeEach
    void write() throws IOException {
        LogEngineOptions options = LogEngineOptions.defaults()
                .withLog(LogOptions.defaults().withSegmentBytes(160).withSalts(() -> 7))
                .withAutoCompact(false);
        try (LogEngine engine = LogEngine.open(new RealDisk(), directory, options)) {
            engine.set(Bytes.utf8("a"), Bytes.utf8("one"));
            engine.set(Bytes.utf8("b"), Bytes.utf8("two"));
            engine.set(Bytes.utf8("a"), Bytes.utf8("three"));
            engine.remove(Bytes.utf8("b"));
            engine.set(Bytes.utf8("c"), Bytes.utf8("four"));
        }
        Files.delete(directory.resolve("lock"));
    }

    private Path segment(int id) {
        return directory.resolve("%010d.log".formatted(id));
    }

    private void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private CliResult look(String... words) throws IOException {
        before.putAll(files());
        return CliResult.of(
                new KvsLog(),
                Stream.concat(Stream.of(directory.toString()), Stream.of(words)).toArray(String[]::new));
    }

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    @AfterEach
    void nothing_has_changed() throws IOException {
        if (!before.isEmpty()) {
            assertThat(files()).usingRecursiveComparison().isEqualTo(before);
        }
    }

    private static void says(CliResult result, int exitCode, String... words) {
        assertThat(result.err()).isEmpty();
        // Columns may be wider one day.
        assertThat(result.out().replaceAll(" +", " ")).contains(words);
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }

    private static void fails(CliResult result, int exitCode, String... words) {
        assertThat(result.err().lines())
                .first()
                .asString()
                .startsWith("error: ")
                .contains(words);
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void shows_the_segments_of_a_whole_log() throws IOException {
        says(
                look(),
                0,
                "2 segments, 209 bytes, 5 records; 2 keys have a value",
                "0000000001.log 147 4 21% none whole",
                "0000000002.log 62 1 48% - whole");
    }

    @Test
    void shows_whether_a_hint_is_trusted() throws IOException {
        try (LogEngine engine = LogEngine.open(
                new RealDisk(), directory, LogEngineOptions.defaults().withAutoCompact(false))) {
            engine.compact();
        }
        says(look(), 0, "0000000001.log 147 4 21% trusted whole");
        flip(directory.resolve("0000000001.hint"), 40);
        before.clear();
        says(look(), 0, "0000000001.log 147 4 21% not trusted whole");
    }

    @Test
    void shows_the_records_of_all_segments_or_of_one() throws IOException {
        says(
                look("--records"),
                0,
                "32 29 1 set stale \"a\" = \"one\"",
                "61 29 2 set stale \"b\" = \"two\"",
                "90 31 3 set live \"a\" = \"three\"",
                "121 26 4 tombstone - \"b\"",
                "32 30 5 set live \"c\" = \"four\"");
        CliResult one = look("--records", "2");
        says(one, 0, "32 30 5 set live \"c\" = \"four\"");
        assertThat(one.out()).doesNotContain("0000000001.log", "three");
    }

    @Test
    void shows_the_bytes_of_a_record_field_by_field() throws IOException {
        says(
                look("--hex", "1", "90"),
                0,
                "0000000001.log at offset 90: a record of 31 bytes",
                "94 00 00 00 0b length 11 bytes of payload",
                "98 00 00 00 00 00 00 00 03 sequence 3",
                "110 01 kind set",
                "115 61 key \"a\"",
                "116 74 68 72 65 65 value \"three\"");
        says(look("--hex", "1", "0"), 0, "6b 76 73 2d 6c 6f 67 0a magic", "id 1");
    }

    @Test
    void shows_the_bytes_where_there_is_no_record() throws IOException {
        says(look("--hex", "1", "33"), 1, "0000000001.log at offset 33: not a record:", "the bytes there");
    }

    @Test
    void a_torn_tail_is_not_damage() throws IOException {
        // As after a crash: no clean stop has left its mark.
        Files.delete(directory.resolve("clean-stop"));
        byte[] bytes = Files.readAllBytes(segment(2));
        Files.write(segment(2), Arrays.copyOf(bytes, bytes.length - 1));
        says(look(), 0, "0000000002.log 61 0 - - torn at 32", "the 29 bytes from there on were never durable");
    }

    @Test
    void a_cut_after_a_clean_stop_is_damage() throws IOException {
        byte[] bytes = Files.readAllBytes(segment(2));
        Files.write(segment(2), Arrays.copyOf(bytes, 32));
        says(
                look(),
                1,
                "0000000002.log 32 0 - - damaged at 32",
                "the file has 32 bytes, but had 62 when the log was closed, so this is damage, not a torn write",
                "The bytes from there on are missing.",
                "--salvage keeps the records that are whole");
    }

    @Test
    void shows_where_the_damage_is_and_what_to_do() throws IOException {
        flip(segment(1), 70);
        says(
                look(),
                1,
                "0000000001.log 147 1 20% none damaged at 61",
                "0000000001.log is damaged at offset 61: the checksum of a record is wrong",
                "--hex 1 61 shows its bytes",
                "--salvage keeps the records that are whole",
                "Records and shares are those before the damage");
        says(look("--records", "1"), 1, "32 29 1 set live \"a\" = \"one\"", "61 not a record: the checksum");
    }

    @Test
    void a_damaged_header_is_shown_with_the_length_of_the_file() throws IOException {
        flip(segment(1), 3);
        says(look(), 1, "0000000001.log 147 0 - none damaged at 0", "this is not a segment of a log");
    }

    @Test
    void a_missing_segment_is_damage() throws IOException {
        Files.delete(segment(1));
        says(
                look(),
                1,
                "0000000001.log is damaged at offset 0: the file is missing",
                "None of its records can be read");
    }

    @Test
    void shows_every_segment_without_a_manifest() throws IOException {
        flip(directory.resolve("manifest"), 20);
        says(look(), 1, "the checksum of the manifest is wrong", "0000000001.log 147 4", "0000000002.log 62 1");
        Files.delete(directory.resolve("manifest"));
        before.clear();
        says(look(), 1, "the manifest is missing", "0000000001.log 147 4");
    }

    @Test
    void anything_but_a_log_is_an_error() throws IOException {
        fails(look("--records", "9"), 1, "there is no segment 9; the log has the segments [1, 2]");
        fails(look("--hex", "9", "32"), 1, "0000000009.log");
        fails(look("--hex", "1", "5000"), 1, "has 147 bytes; offset 5000 is not in it");
        fails(CliResult.of(new KvsLog(), directory.resolve("nowhere").toString()), 1, "does not exist");
        fails(CliResult.of(new KvsLog(), segment(1).toString()), 1, "is not a directory");
        Path other = Files.createDirectory(elsewhere.resolve("other"));
        fails(CliResult.of(new KvsLog(), other.toString()), 1, "there is no log in");
        Files.writeString(other.resolve("engine"), "mvstore\n");
        fails(CliResult.of(new KvsLog(), other.toString()), 1, "holds data of the engine \"mvstore\"");
    }

    @Test
    void wrong_arguments_are_wrong_usage() throws IOException {
        fails(CliResult.of(new KvsLog()), 2, "DIR");
        fails(look("--records", "x"), 2, "--records");
        fails(look("--records", "1", "--hex", "1", "32"), 2, "cannot be combined");
        fails(look("--hex", "1"), 2, "--hex");
        fails(look("--hex", "0", "32"), 2, "1 or more");
        fails(look("extra"), 2, "extra");
    }
}

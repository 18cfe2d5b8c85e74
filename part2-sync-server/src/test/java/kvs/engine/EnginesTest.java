package kvs.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exercise 2.5: a directory stays with the engine that wrote it. */
@Tag("2.5")
class EnginesTest {
    private static final EngineOption FSYNC =
            EngineOption.oneOf("fsync", "When a write is durable.", "always", "never");
    private static final EngineOption SALVAGE = EngineOption.flag("salvage", "Keeps intact records.");

    /** The engines that were opened, each with the record's content at that time. */
    private final List<String> opened = new ArrayList<>();

    /** A file of which the engines say that it is in their way. */
    private static final String FOREIGN = "notes.txt";

    /** The settings that the last opened engine got. */
    private Map<String, String> set = Map.of();

    private final Engines engines =
            new Engines(List.of(new Fake("mvstore", true), new Fake("kvs", true), new MemoryEngineProvider()));

    @TempDir
    Path directory;

    /** An engine that notes that it was opened, and the record's content at that time. */
    private final class Fake implements EngineProvider {
        private final String name;
        private final boolean persistent;

        Fake(String name, boolean persistent) {
            this.name = name;
            this.persistent = persistent;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean persistent() {
            return persistent;
        }

        @Override
        public List<EngineOption> options() {
            return persistent ? List.of(FSYNC, SALVAGE) : List.of();
        }

        @Override
        public void requireUsable(Path data) throws IOException {
            if (Files.exists(data.resolve(FOREIGN))) {
                throw new IOException(FOREIGN + " is a foreign file");
            }
        }

        @Override
        public KvEngine open(Path data, Map<String, String> settings) throws IOException {
            opened.add(name + ", recorded " + new EngineRecord(data).read());
            set = settings;
            return new MemoryEngine();
        }
    }

    @Test
    void chooses_by_the_table() {
        chooses("kvs", null, null, "without a record and a name, it is the default");
        chooses("mvstore", null, "mvstore", "without a record, the caller chooses");
        chooses("mvstore", "mvstore", null, "the default is for directories without a record");
        chooses("mvstore", "mvstore", "mvstore", "record and name agree");
    }

    @Test
    void rejects_a_name_that_differs_from_the_record() {
        String whose = "an engine reads its own files only: with another engine, the store looks empty";
        rejects("kvs", "mvstore", whose, "\"kvs\"", "\"mvstore\"", "data");
        rejects("mvstore", "kvs", whose, "\"kvs\"", "\"mvstore\"", "data");
        rejects(
                "kvs",
                "memory",
                "memory damages no file, but shows none of the data in the directory either",
                "\"kvs\"",
                "\"memory\"");
    }

    @Test
    void rejects_an_unknown_name() {
        rejects(
                null,
                "sled",
                "a misspelt name does not ask for the default",
                "there is no engine \"sled\"; available engines: kvs, memory, mvstore");
    }

    @Test
    void rejects_a_record_of_an_unknown_engine() {
        rejects(
                "sled",
                "kvs",
                "record and name differ: compare them before you look for the recorded engine",
                "\"sled\"",
                "\"kvs\"",
                "data");
        rejects(
                "sled",
                null,
                "the directory holds data of an engine that is not available: the default must not open it",
                "\"sled\"",
                "not available",
                "kvs, memory, mvstore");
    }

    @Test
    void opens_a_fresh_directory_with_the_default() {
        open(directory, null, Map.of());
        expectOpened("a fresh directory", "kvs, recorded kvs");
    }

    @Test
    void creates_a_missing_directory() throws IOException {
        open(directory.resolve("a/b"), null, Map.of());
        expectOpened("a/b, where there is not even an a", "kvs, recorded kvs");
        expectRecord("a/b", "kvs\n");
    }

    @Test
    void reopens_a_directory_with_its_engine() {
        open(directory, "mvstore", Map.of());
        open(directory, null, Map.of());
        open(directory, "mvstore", Map.of());
        expectOpened(
                "a fresh directory with \"mvstore\", then again without a name, and again with it",
                "mvstore, recorded mvstore",
                "mvstore, recorded mvstore",
                "mvstore, recorded mvstore");
    }

    @Test
    void rejects_another_engine_without_a_trace() throws IOException {
        open(directory, "mvstore", Map.of());
        expectRejected(
                "the directory of mvstore",
                directory,
                "kvs",
                Map.of(),
                "mvstore wrote the data, and kvs cannot read it",
                "\"mvstore\"",
                "\"kvs\"",
                directory.toString());
        expectOpened("a fresh directory with \"mvstore\", then with \"kvs\"", "mvstore, recorded mvstore");
        expectRecord("", "mvstore\n");
    }

    @Test
    void writes_the_record_once() throws IOException {
        open(directory, "mvstore", Map.of());
        FileTime before = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(directory.resolve("engine"), before);
        open(directory, null, Map.of());
        Fact.when("open(...) of a directory that has its record; when that was written")
                .usually("the record was written again, which costs two forces at every start")
                .holds(
                        before.equals(Files.getLastModifiedTime(directory.resolve("engine"))),
                        "at the first open",
                        "at the second, too");
    }

    @Test
    void writes_no_record_of_memory() {
        Path fresh = directory.resolve("fresh");
        KvEngine engine = open(fresh, "memory", Map.of());
        Fact.when("open(fresh, \"memory\" is named, {})").gives("memory", engine.name());
        Fact.when("open(fresh, \"memory\" is named, {}); is there a directory then")
                .usually("an engine that is not persistent has no data that could belong to it")
                .gives(false, Files.exists(fresh));
    }

    @Test
    void rejects_an_unknown_engine_without_a_trace() throws IOException {
        expectRejected(
                "a fresh directory",
                directory,
                "sled",
                Map.of(),
                "a misspelt name does not ask for the default",
                "there is no engine \"sled\"");
        expectEmpty("open(..., \"sled\" is named, {})");
    }

    @Test
    void rejects_a_damaged_record() throws IOException {
        Files.writeString(directory.resolve("engine"), "kv");
        expectRejected(
                "a directory whose record is \"kv\"",
                directory,
                null,
                Map.of(),
                "a damaged record is not the same as none: let the exception of EngineRecord.read pass",
                "damaged");
        expectOpened("a directory whose record is \"kv\", without a line end");
    }

    @Test
    void rejects_a_file_as_the_directory() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        expectRejected(
                "a file",
                file,
                null,
                Map.of(),
                "the file was taken for a directory without a record: check first",
                file + " is a file");
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            expectRejected(
                    device + ", which is neither a regular file nor a directory",
                    device,
                    null,
                    Map.of(),
                    "a device is not a regular file: ask for all that exists and is no directory",
                    device + " is a file");
        }
    }

    @Test
    void fails_if_the_record_cannot_be_written() throws IOException {
        // Tests may run as root, which ignores permissions; a directory in place of the temporary file stops root too.
        Files.createDirectories(directory.resolve("engine.tmp/full"));
        expectRejected(
                "a directory that cannot be written to",
                directory,
                "kvs",
                Map.of(),
                "an engine without a record must not write",
                "could not write to the data directory " + directory);
        expectOpened("a directory that cannot be written to");
    }

    @Test
    void rejects_a_foreign_directory_without_a_trace() throws IOException {
        Files.writeString(directory.resolve(FOREIGN), "text");
        expectRejected(
                "a directory that holds other things",
                directory,
                "kvs",
                Map.of(),
                "the directory was not checked: call requireUsable before the record is written",
                FOREIGN + " is a foreign file");
        expectOpened("a directory that holds other things");
        Fact.when("open(a directory that holds other things); is there a record then")
                .usually("the record was written first: call requireUsable before that")
                .gives(false, Files.exists(directory.resolve("engine")));
    }

    @Test
    void asks_no_engine_whether_its_own_directory_is_usable() throws IOException {
        open(directory, "kvs", Map.of());
        Files.writeString(directory.resolve(FOREIGN), "text");
        open(directory, null, Map.of());
        expectOpened("a directory that has its record, and other things", "kvs, recorded kvs", "kvs, recorded kvs");
    }

    @Test
    void completes_the_settings_with_defaults() {
        open(directory, "kvs", Map.of("fsync", "never"));
        Fact.when("open(..., \"kvs\" is named, {fsync=never}); the settings that reached the engine")
                .usually("an engine gets a value for each of its options: the result of complete(...)")
                .holds(
                        set.equals(Map.of("fsync", "never", "salvage", "false")),
                        "{fsync=never, salvage=false}",
                        new TreeMap<>(set));
    }

    @Test
    void rejects_an_unknown_setting() {
        expectRejected(
                "a fresh directory",
                directory,
                "memory",
                Map.of("fsync", "never"),
                "an ignored setting seems to work",
                "the engine \"memory\" has no option --fsync");
        expectOpened("a fresh directory with \"memory\" and --fsync");
    }

    @Test
    void rejects_a_forbidden_value_without_a_trace() throws IOException {
        expectRejected(
                "a fresh directory",
                directory,
                "kvs",
                Map.of("fsync", "often"),
                "complete(...) checks the settings: call it before the record is written",
                "--fsync must be always|never, but is \"often\"");
        expectEmpty("open(..., \"kvs\" is named, {fsync=often})");
    }

    private void chooses(String expected, @Nullable String recorded, @Nullable String named, String usually) {
        String got;
        try {
            got = engines.choose(Path.of("data"), recorded, named).name();
        } catch (IOException e) {
            got = "an IOException that says: " + e.getMessage();
        }
        Fact.when(choice(recorded, named)).usually(usually).gives(expected, got);
    }

    private void rejects(@Nullable String recorded, @Nullable String named, String usually, String... words) {
        expectRejected(
                choice(recorded, named),
                () -> engines.choose(Path.of("data"), recorded, named).name(),
                usually,
                words);
    }

    private static String choice(@Nullable String recorded, @Nullable String named) {
        return "choose(data, " + quoted(recorded) + " is recorded, " + quoted(named) + " is named)";
    }

    private void expectRejected(
            String what,
            Path where,
            @Nullable String named,
            Map<String, String> settings,
            String usually,
            String... words) {
        expectRejected(
                "open(" + what + ", " + quoted(named) + " is named, " + settings + ")",
                () -> {
                    engines.open(where, named, settings);
                    return String.join(", then ", opened);
                },
                usually,
                words);
    }

    /** Checks that there is an IOException with these words in its message. */
    private void expectRejected(String did, Opening opening, String usually, String... words) {
        String expected = "an IOException that says: " + String.join(" ... ", words);
        String got;
        try {
            got = "the engine " + opening.engine();
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (Stream.of(words).allMatch(message::contains)) {
                return;
            }
            got = "an IOException that says: " + message;
        }
        Fact.when(did).usually(usually).gives(shown(expected), shown(got));
    }

    /** Opens the engine, which must succeed. */
    private KvEngine open(Path where, @Nullable String named, Map<String, String> settings) {
        try {
            return engines.open(where, named, settings);
        } catch (IOException e) {
            Fact.when("open(..., " + quoted(named) + " is named, " + settings + ")")
                    .usually("this request is valid")
                    .gives("an engine", shown("an IOException that says: " + e.getMessage()));
            throw new AssertionError(e);
        }
    }

    private interface Opening {
        String engine() throws IOException;
    }

    private void expectOpened(String did, String... expected) {
        Fact.when("open(...) of " + did + "; what was opened, and what the record said then")
                .usually("the record is written before its engine is opened, and only that engine is opened")
                .gives(List.of(expected), opened);
    }

    private void expectRecord(String where, String content) throws IOException {
        Path record = directory.resolve(where).resolve("engine");
        Fact.when("the file \"engine\"")
                .usually("EngineRecord writes it")
                .gives(content, Files.exists(record) ? Files.readString(record) : "no such file");
    }

    private void expectEmpty(String did) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            Fact.when(did + "; what is in the directory then")
                    .usually("the record names an engine that could not be opened: check first, then write")
                    .gives(
                            List.of(),
                            files.map(file -> String.valueOf(file.getFileName()))
                                    .sorted()
                                    .toList());
        }
    }

    private static String quoted(@Nullable String name) {
        return name == null ? "nothing" : "\"" + name + "\"";
    }

    /** Replaces the name of the test's directory, which differs each time. */
    private String shown(String text) {
        return text.replace(directory.toString(), "data");
    }
}

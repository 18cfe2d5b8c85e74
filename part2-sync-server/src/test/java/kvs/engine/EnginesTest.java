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
    private static final EngineOption FSYNC = EngineOption.oneOf("fsync", "When a write is safe.", "always", "never");
    private static final EngineOption SALVAGE = EngineOption.flag("salvage", "Keeps what is whole.");

    /** The engines that were opened, each with what the record said at that moment. */
    private final List<String> opened = new ArrayList<>();

    /** What was set of it. */
    private Map<String, String> set = Map.of();

    private final Engines engines =
            new Engines(List.of(new Fake("mvstore", true), new Fake("kvs", true), new MemoryEngineProvider()));

    @TempDir
    Path directory;

    /** An engine that notes that it was opened, and what the directory said of it then. */
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
        public KvEngine open(Path data, Map<String, String> settings) throws IOException {
            opened.add(name + ", recorded " + new EngineRecord(data).read());
            set = settings;
            return new MemoryEngine();
        }
    }

    @Test
    void chooses_by_the_table() {
        chooses("kvs", null, null, "nothing is there and nothing is named: it is the default's");
        chooses("mvstore", null, "mvstore", "nothing is there yet, so the caller may choose");
        chooses("mvstore", "mvstore", null, "the default is for directories in which there is nothing yet");
        chooses("mvstore", "mvstore", "mvstore", "the two agree");
    }

    @Test
    void chooses_none_where_the_caller_and_the_data_disagree() {
        String whose = "an engine reads its own files only: with another one the data would seem to be gone";
        refuses("kvs", "mvstore", whose, "\"kvs\"", "\"mvstore\"", "data");
        refuses("mvstore", "kvs", whose, "\"kvs\"", "\"mvstore\"", "data");
        refuses(
                "kvs",
                "memory",
                "memory writes nothing, and shows none of the data that is there either",
                "\"kvs\"",
                "\"memory\"");
    }

    @Test
    void chooses_none_where_the_one_that_is_named_is_not_there() {
        refuses(
                null,
                "sled",
                "a name that was spelt wrong is no wish for the default",
                "there is no engine \"sled\"; there is kvs, memory, mvstore");
    }

    @Test
    void chooses_none_where_the_one_that_is_recorded_is_not_there() {
        refuses(
                "sled",
                null,
                "data whose engine is missing is data nevertheless, and not the default's",
                "\"sled\"",
                "not here",
                "kvs, memory, mvstore");
    }

    @Test
    void gives_a_fresh_directory_the_default_and_records_it_first() {
        open(directory, null, Map.of());
        expectOpened("a fresh directory", "kvs, recorded kvs");
    }

    @Test
    void makes_a_directory_that_is_not_there() throws IOException {
        open(directory.resolve("a/b"), null, Map.of());
        expectOpened("a/b, where there is not even an a", "kvs, recorded kvs");
        expectRecord("a/b", "kvs\n");
    }

    @Test
    void stays_with_the_engine_that_wrote_the_directory() {
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
    void touches_nothing_when_it_refuses_another_engine() throws IOException {
        open(directory, "mvstore", Map.of());
        expectRefused(
                "the directory of mvstore",
                directory,
                "kvs",
                Map.of(),
                "the data is mvstore's, and kvs cannot read it",
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
                .usually("what is recorded already was recorded again: two forces of the disk at every start")
                .holds(
                        before.equals(Files.getLastModifiedTime(directory.resolve("engine"))),
                        "at the first open",
                        "at the second, too");
    }

    @Test
    void leaves_no_record_of_an_engine_that_keeps_nothing() {
        Path fresh = directory.resolve("fresh");
        KvEngine engine = open(fresh, "memory", Map.of());
        Fact.when("open(fresh, \"memory\" is named, {})").gives("memory", engine.name());
        Fact.when("open(fresh, \"memory\" is named, {}); is there a directory then")
                .usually("what is not persistent leaves no trace: there is no data that could belong to it")
                .gives(false, Files.exists(fresh));
    }

    @Test
    void refuses_an_engine_that_is_not_there_and_leaves_no_trace() throws IOException {
        expectRefused(
                "a fresh directory",
                directory,
                "sled",
                Map.of(),
                "a name that was spelt wrong is no wish for the default",
                "there is no engine \"sled\"");
        expectEmpty("open(..., \"sled\" is named, {})");
    }

    @Test
    void refuses_a_record_that_makes_no_sense() throws IOException {
        Files.writeString(directory.resolve("engine"), "kv");
        expectRefused(
                "a directory whose record is \"kv\"",
                directory,
                null,
                Map.of(),
                "a record that cannot be read is not the same as none: EngineRecord.read says so, let it",
                "damaged");
        expectOpened("a directory whose record is \"kv\", without a line end");
    }

    @Test
    void refuses_a_file_where_a_directory_should_be() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        expectRefused(
                "a file",
                file,
                null,
                Map.of(),
                "the file was taken for a directory in which nothing is recorded: first ask what it is",
                file + " is a file");
    }

    @Test
    void says_when_the_record_cannot_be_written() throws IOException {
        // Permissions do not stop root, under which tests may run; a directory in the way of the draft stops anybody.
        Files.createDirectories(directory.resolve("engine.tmp/full"));
        expectRefused(
                "a directory that cannot be written to",
                directory,
                "kvs",
                Map.of(),
                "an engine that could not be recorded may not write",
                "could not write to the data directory " + directory);
        expectOpened("a directory that cannot be written to");
    }

    @Test
    void gives_an_engine_its_settings_and_the_defaults_of_the_others() {
        open(directory, "kvs", Map.of("fsync", "never"));
        Fact.when("open(..., \"kvs\" is named, {fsync=never}); the settings that reached the engine")
                .usually("an engine is given a value for each of its options: those of complete(...)")
                .holds(
                        set.equals(Map.of("fsync", "never", "salvage", "false")),
                        "{fsync=never, salvage=false}",
                        new TreeMap<>(set));
    }

    @Test
    void refuses_a_setting_that_the_engine_does_not_have() {
        expectRefused(
                "a fresh directory",
                directory,
                "memory",
                Map.of("fsync", "never"),
                "a setting that is passed over in silence is believed to work",
                "the engine \"memory\" has no option --fsync");
        expectOpened("a fresh directory with \"memory\" and --fsync");
    }

    @Test
    void refuses_a_value_that_the_option_does_not_allow_before_anything_is_written() throws IOException {
        expectRefused(
                "a fresh directory",
                directory,
                "kvs",
                Map.of("fsync", "often"),
                "settings are checked by complete(...)",
                "--fsync is to be always|never, but is \"often\"");
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

    private void refuses(@Nullable String recorded, @Nullable String named, String usually, String... words) {
        expectRefused(
                choice(recorded, named),
                () -> engines.choose(Path.of("data"), recorded, named).name(),
                usually,
                words);
    }

    private static String choice(@Nullable String recorded, @Nullable String named) {
        return "choose(data, " + quoted(recorded) + " is recorded, " + quoted(named) + " is named)";
    }

    private void expectRefused(
            String what,
            Path where,
            @Nullable String named,
            Map<String, String> settings,
            String usually,
            String... words) {
        expectRefused(
                "open(" + what + ", " + quoted(named) + " is named, " + settings + ")",
                () -> {
                    engines.open(where, named, settings);
                    return String.join(", then ", opened);
                },
                usually,
                words);
    }

    /** That there is an IOException with these words in its message. */
    private void expectRefused(String did, Opening opening, String usually, String... words) {
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

    /** An open that has to succeed. */
    private KvEngine open(Path where, @Nullable String named, Map<String, String> settings) {
        try {
            return engines.open(where, named, settings);
        } catch (IOException e) {
            Fact.when("open(..., " + quoted(named) + " is named, " + settings + ")")
                    .usually("whatever else may be refused, this is one to be opened")
                    .gives("an engine", shown("an IOException that says: " + e.getMessage()));
            throw new AssertionError(e);
        }
    }

    private interface Opening {
        String engine() throws IOException;
    }

    private void expectOpened(String did, String... expected) {
        Fact.when("open(...) of " + did + "; what was opened, and what the record said then")
                .usually("the record is there before its engine may write, and only that engine is opened")
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
                    .usually("a directory was claimed for an engine that could not be opened: first check, then write")
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

    /** Without the name of this test's own directory, which is another each time. */
    private String shown(String text) {
        return text.replace(directory.toString(), "data");
    }
}

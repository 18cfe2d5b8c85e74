package kvs.engine.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import kvs.engine.OrderedEngine;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 3.2: writes are in the log and durable before they can be read. */
@Tag("3.2")
class WriteAllTest {
    private final SimDisk disk = new SimDisk();

    @Test
    void written_values_can_be_read() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.writeAll(List.of(set("a", "1"), set("b", "2"), set("a", "3"), remove("b"), set("c", "4")));
            Fact.when("writeAll of set a 1, set b 2, set a 3, remove b, set c 4; scan")
                    .usually("the writes of a batch are done in their order")
                    .gives("a=3 c=4", shown(engine));
        }
    }

    @Test
    void a_batch_is_written_once_and_forced_once() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            int before = disk.operations();
            engine.writeAll(List.of(set("a", "1"), set("b", "2"), set("c", "3")));
            Fact.when("writeAll of three small sets; writes and forces of the disk")
                    .usually("a force costs the same for one record as for a hundred: force all of them together")
                    .gives(2, disk.operations() - before);
        }
    }

    @Test
    void unforced_writes_are_not_read() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.writeAll(List.of(set("a", "old")));
            List<String> seen = new ArrayList<>();
            disk.duringForce(() -> {
                try {
                    seen.add(shown(engine));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            engine.writeAll(List.of(set("a", "new"), set("b", "new")));
            Fact.when("set a old; writeAll of set a new, set b new, and meanwhile, in the middle of the force, a scan")
                    .usually("the index was changed before the writes were durable")
                    .gives(List.of("a=old"), seen);
            Fact.when("scan after it").gives("a=new b=new", shown(engine));
        }
    }

    @Test
    void a_batch_whose_force_failed_is_not_read() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.writeAll(List.of(set("a", "old")));
            disk.failForce(1);
            fails(engine, List.of(set("a", "new"), set("b", "new")), "the force fails");
            Fact.when("set a old; writeAll of set a new, set b new, whose force fails; scan")
                    .usually("the writers got an error, and readers see the new values all the same")
                    .gives("a=old", shown(engine));
        }
    }

    @Test
    void a_batch_that_did_not_fit_is_not_read() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.writeAll(List.of(set("a", "old")));
            disk.capacity(used() + 40);
            fails(engine, List.of(set("b", "new"), set("a", "x".repeat(100))), "the disk is full");
            Fact.when("set a old; writeAll of set b new, set a with 100 bytes on a disk with 40 left; scan")
                    .usually("the index points to a record that is not there")
                    .gives("a=old", shown(engine));
        }
    }

    @Test
    void a_failed_append_in_the_middle_fails_the_batch() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.writeAll(List.of(set("a", "old")));
            // The buffer takes 200 bytes: the second append has to flush the first record, and finds no room for it.
            disk.capacity(used() + 40);
            String big = "x".repeat(100);
            fails(engine, List.of(set("a", big), set("b", big), set("c", "new")), "the append of set b fails");
            Fact.when("set a old; writeAll of set a, set b, set c, and the append of set b fails; scan")
                    .usually(
                            "the failure was swallowed and the batch went on, but the log has dropped its earlier records")
                    .gives("a=old", shown(engine));
            disk.capacity(Long.MAX_VALUE);
            engine.writeAll(List.of(set("d", "next")));
            Fact.when("the same, make room, writeAll of set d; scan").gives("a=old d=next", shown(engine));
        }
    }

    private static void fails(LogEngine engine, List<Write> batch, String why) {
        try {
            engine.writeAll(batch);
        } catch (IOException _) {
            return;
        }
        Fact.when("writeAll, and " + why)
                .usually("a failure was swallowed: the writers are told that their values are durable")
                .holds(false, "IOException", "no exception");
    }

    private long used() {
        return disk.files().values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    private static Write set(String key, String value) {
        return new Write(Bytes.utf8(key), Bytes.utf8(value));
    }

    private static Write remove(String key) {
        return new Write(Bytes.utf8(key), null);
    }

    /** Returns all keys with their values, or that a record cannot be read. */
    private static String shown(LogEngine engine) throws IOException {
        List<String> all = new ArrayList<>();
        try {
            for (OrderedEngine.Entry entry : engine.scan(Bytes.EMPTY, null, 100)) {
                all.add(text(entry.key()) + "=" + text(entry.value()));
            }
        } catch (IOException | IllegalArgumentException _) {
            return "a record that cannot be read";
        }
        return String.join(" ", all);
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), UTF_8);
    }
}

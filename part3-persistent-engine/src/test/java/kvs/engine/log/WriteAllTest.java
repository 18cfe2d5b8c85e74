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

/** Writes are in the log, and safe, before anybody can read them. */
@Tag("3.2")
class WriteAllTest {
    private final SimDisk disk = new SimDisk();

    @Test
    void what_was_written_can_be_read() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.writeAll(List.of(set("a", "1"), set("b", "2"), set("a", "3"), remove("b"), set("c", "4")));
            Fact.when("writeAll of set a 1, set b 2, set a 3, remove b, set c 4; scan")
                    .usually("a batch is done in its order")
                    .gives("a=3 c=4", shown(engine));
        }
    }

    @Test
    void a_batch_is_written_once_and_forced_once() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            int before = disk.operations();
            engine.writeAll(List.of(set("a", "1"), set("b", "2"), set("c", "3")));
            Fact.when("writeAll of three small sets; writes and forces of the disk")
                    .usually("to force costs the same for one record as for a hundred: make all of them safe together")
                    .gives(2, disk.operations() - before);
        }
    }

    @Test
    void nobody_reads_what_is_not_safe() throws IOException {
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
                    .usually("the index knows of the writes before they are safe")
                    .gives(List.of("a=old"), seen);
            Fact.when("scan after it").gives("a=new b=new", shown(engine));
        }
    }

    @Test
    void nothing_is_to_be_seen_of_a_batch_whose_force_failed() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.writeAll(List.of(set("a", "old")));
            disk.failForce(1);
            fails(engine, List.of(set("a", "new"), set("b", "new")), "the force fails");
            Fact.when("set a old; writeAll of set a new, set b new, whose force fails; scan")
                    .usually("the writers were told that it failed, and readers are told that it did not")
                    .gives("a=old", shown(engine));
        }
    }

    @Test
    void nothing_is_to_be_seen_of_a_batch_that_did_not_fit_on_the_disk() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.writeAll(List.of(set("a", "old")));
            disk.capacity(used() + 40);
            fails(engine, List.of(set("b", "new"), set("a", "x".repeat(100))), "the disk is full");
            Fact.when("set a old; writeAll of set b new, set a with 100 bytes on a disk with 40 left; scan")
                    .usually("the index points to a record that is not there")
                    .gives("a=old", shown(engine));
        }
    }

    private static void fails(LogEngine engine, List<Write> batch, String why) {
        try {
            engine.writeAll(batch);
        } catch (IOException _) {
            return;
        }
        Fact.when("writeAll, and " + why).holds(false, "IOException", "no exception");
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

    /** All keys with their values, or what went wrong when they were read. */
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

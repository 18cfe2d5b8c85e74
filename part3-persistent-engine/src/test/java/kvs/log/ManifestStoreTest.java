package kvs.log;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kvs.io.Crash;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.io.SimDisk;
import kvs.log.Manifest.Listed;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 3.7: a manifest is replaced at one moment, and is durable when store returns. */
@Tag("3.7")
class ManifestStoreTest {
    private static final Manifest OLD = new Manifest(4, List.of(new Listed(3, 0)));
    private static final Manifest NEW = new Manifest(6, List.of(new Listed(5, 256), new Listed(3, 0)));

    private final SimDisk disk = SimDisk.with(Map.of(Logs.DIRECTORY.resolve(Manifest.NAME), bytes(OLD)));

    private static byte[] bytes(Manifest manifest) {
        ByteBuffer encoded = manifest.encoded();
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    /** Says which manifest is read, or what is wrong with it, in the same words on every system. */
    private static String read(SimDisk disk) {
        try {
            Manifest manifest = Manifest.read(disk, Logs.DIRECTORY);
            return manifest.equals(OLD)
                    ? "the old manifest"
                    : manifest.equals(NEW) ? "the new manifest" : "another manifest";
        } catch (java.nio.file.NoSuchFileException e) {
            return "no manifest";
        } catch (IOException e) {
            return "a manifest that is damaged";
        }
    }

    @Test
    void is_read_back() throws IOException {
        NEW.store(disk, Logs.DIRECTORY);
        Fact.when("store, read").gives("the new manifest", read(disk));
    }

    @Test
    void is_durable_when_store_returns() throws IOException {
        NEW.store(disk, Logs.DIRECTORY);
        Fact.when("store, the power fails, and what was not forced is lost, read")
                .usually("a rename changes the directory: force the directory, too")
                .gives("the new manifest", read(disk.crash(Crash.LOSES_ALL)));
    }

    @Test
    void a_crash_leaves_the_old_manifest_or_the_new_one() throws IOException {
        NEW.store(disk, Logs.DIRECTORY);
        for (int n = 0; n < disk.operations(); n++) {
            for (int byteOf = 0; byteOf <= disk.bytesOf(n); byteOf++) {
                isOldOrNew(n, byteOf, "everything", Crash.KEEPS_ALL);
            }
            isOldOrNew(n + 1, 0, "nothing", Crash.LOSES_ALL);
            for (int seed = 0; seed < 20; seed++) {
                isOldOrNew(n + 1, 0, "some", Crash.random(seed));
            }
        }
    }

    private void isOldOrNew(int operations, int bytes, String kept, Crash crash) {
        String got = read(disk.asOf(operations, bytes).crash(crash));
        Fact.when("store; the power fails at operation " + operations + ", byte " + bytes + ", of which the disk keeps "
                        + kept + " that was not forced; read")
                .usually(
                        "the old manifest was overwritten in place, or the new one was renamed before its bytes were forced")
                .holds(
                        got.equals("the old manifest") || got.equals("the new manifest"),
                        "the old manifest or the new one",
                        got);
    }

    @Test
    void ignores_a_draft_that_a_crash_has_left() throws IOException {
        Path draft = Logs.DIRECTORY.resolve(Manifest.DRAFT);
        try (DiskFile file = disk.create(draft)) {
            file.write(ByteBuffer.wrap(new byte[200]), 0);
        }
        String got;
        try {
            NEW.store(disk, Logs.DIRECTORY);
            got = read(disk);
        } catch (IOException e) {
            got = e.getClass().getSimpleName();
        }
        Fact.when("store, with a draft of 200 bytes left by a crash, read")
                .usually(
                        "Disk.create throws if the file exists, and no bytes of an old draft may remain: delete it first")
                .gives("the new manifest", got);
    }

    @Test
    void throws_when_a_force_fails() throws IOException {
        List<String> forces = List.of("the draft", "the directory");
        for (int nth = 1; nth <= forces.size(); nth++) {
            SimDisk failing = SimDisk.with(disk.files());
            failing.failForce(nth);
            String got;
            try {
                NEW.store(failing, Logs.DIRECTORY);
                got = "no exception";
            } catch (IOException e) {
                got = "an IOException";
            }
            Fact.when("store, and the force of " + forces.get(nth - 1) + " fails")
                    .usually("the failure was caught: the caller takes the new manifest for durable")
                    .gives("an IOException", got);
            if (nth == 1) {
                Fact.when("store, and the force of the draft fails; read")
                        .usually("a draft whose force has failed must not be renamed")
                        .gives("the old manifest", read(failing));
            }
        }
    }

    @Test
    void the_draft_is_closed_before_it_is_renamed() throws IOException {
        List<String> calls = new ArrayList<>();
        NEW.store(noting(Disk.class, disk, calls), Logs.DIRECTORY);
        Fact.when("store, and the order in which the draft is closed and renamed")
                .usually(
                        "Windows does not rename a file that is open: rename it after the try block that has opened it")
                .gives(List.of("close", "rename"), calls);
    }

    /** Returns a disk, or a file of it, that notes each close and each rename. */
    private static <T> T noting(Class<T> type, T inner, List<String> calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    if (method.getName().equals("close") || method.getName().equals("rename")) {
                        calls.add(method.getName());
                    }
                    Object result = method.invoke(inner, arguments);
                    return result instanceof DiskFile file ? noting(DiskFile.class, file, calls) : result;
                }));
    }

    @Test
    void is_whole_on_a_disk_with_short_writes() throws IOException {
        disk.shortTransfers(1);
        NEW.store(disk, Logs.DIRECTORY);
        Fact.when("store on a disk whose writes are short, read")
                .usually("a write may write fewer bytes than it is given: use SegmentWriter.writeAll")
                .gives("the new manifest", read(disk));
    }
}

package kvs.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The disk that tests pull the plug of forgets what a real one may forget, and nothing else. */
class SimDiskTest {
    private static final Path DIRECTORY = Path.of("d");
    private static final Path FILE = DIRECTORY.resolve("a");

    private final SimDisk disk = new SimDisk();

    @Test
    void loses_a_name_whose_directory_was_not_forced() throws IOException {
        try (DiskFile file = disk.create(FILE)) {
            write(file, "abc", 0);
            file.force();
        }
        assertThat(disk.crash(Crash.LOSES_ALL).list(DIRECTORY)).isEmpty();
        disk.forceDirectory(DIRECTORY);
        assertThat(disk.crash(Crash.LOSES_ALL).bytes(FILE)).asString().isEqualTo("abc");
    }

    @Test
    void keeps_only_the_bytes_that_were_forced() throws IOException {
        DiskFile file = forced("abc");
        write(file, "xyz", 2);
        assertThat(disk.bytes(FILE)).asString().isEqualTo("abxyz");
        assertThat(disk.crash(Crash.LOSES_ALL).bytes(FILE)).asString().isEqualTo("abc");
        assertThat(disk.crash(Crash.KEEPS_ALL).bytes(FILE)).asString().isEqualTo("abxyz");
    }

    @Test
    void tears_a_write_at_sectors_in_any_order() throws IOException {
        DiskFile file = forced("");
        write(file, "a".repeat(512) + "b".repeat(512), 0);
        Set<String> seen = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            byte[] left = disk.crash(Crash.random(seed)).bytes(FILE);
            seen.add(left.length + ":" + first(left, 0) + first(left, 512));
        }
        // Nothing; the first alone; the second behind zeros; both; and the length without the bytes.
        assertThat(seen).containsExactlyInAnyOrder("0:..", "512:a.", "1024:0b", "1024:ab", "1024:00");
    }

    private static String first(byte[] bytes, int at) {
        return at >= bytes.length ? "." : bytes[at] == 0 ? "0" : String.valueOf((char) bytes[at]);
    }

    @Test
    void renames_at_one_moment() throws IOException {
        forced("old").close();
        Path draft = DIRECTORY.resolve("draft");
        try (DiskFile file = disk.create(draft)) {
            write(file, "new", 0);
            file.force();
        }
        disk.forceDirectory(DIRECTORY);
        disk.rename(draft, FILE);
        assertThat(disk.crash(Crash.LOSES_ALL).bytes(FILE)).asString().isEqualTo("old");
        assertThat(disk.crash(Crash.KEEPS_ALL).bytes(FILE)).asString().isEqualTo("new");
        assertThat(disk.crash(Crash.KEEPS_ALL).list(DIRECTORY)).containsExactly("a");
    }

    @Test
    void a_failed_force_loses_the_bytes_and_the_next_succeeds() throws IOException {
        DiskFile file = forced("abc");
        write(file, "lost", 3);
        disk.failForce(1);
        assertThatThrownBy(file::force).hasMessage("could not force " + FILE + " to disk: simulated");
        file.force();
        assertThat(disk.bytes(FILE)).asString().isEqualTo("abclost");
        assertThat(disk.crash(Crash.KEEPS_ALL).bytes(FILE)).asString().isEqualTo("abc");
    }

    @Test
    void a_full_disk_takes_what_fits_and_then_nothing() throws IOException {
        DiskFile file = forced("");
        disk.capacity(5);
        assertThat(file.write(ByteBuffer.wrap(new byte[8]), 0)).isEqualTo(5);
        assertThatThrownBy(() -> write(file, "x", 5)).hasMessageEndingWith("No space left on device");
        assertThat(file.write(ByteBuffer.wrap(new byte[2]), 3)).isEqualTo(2);
    }

    @Test
    void tells_how_many_bytes_fit() throws IOException {
        forced("abc");
        assertThat(disk.usableBytes(DIRECTORY)).isGreaterThan(1L << 40);
        disk.capacity(5);
        assertThat(disk.usableBytes(DIRECTORY)).isEqualTo(2);
        disk.capacity(1);
        assertThat(disk.usableBytes(DIRECTORY)).isZero();
    }

    @Test
    void can_be_had_as_of_any_operation_and_byte() throws IOException {
        DiskFile file = forced("abc");
        int before = disk.operations();
        write(file, "def", 3);
        file.truncate(1);
        assertThat(disk.asOf(before).bytes(FILE)).asString().isEqualTo("abc");
        assertThat(disk.bytesOf(before)).isEqualTo(3);
        assertThat(disk.asOf(before, 2).bytes(FILE)).asString().isEqualTo("abcde");
        assertThat(disk.asOf(before + 2).bytes(FILE)).asString().isEqualTo("a");
        assertThat(disk.asOf(before + 2).crash(Crash.LOSES_ALL).bytes(FILE))
                .asString()
                .isEqualTo("abc");
    }

    @Test
    void a_deleted_file_can_be_read_while_it_is_open() throws IOException {
        DiskFile file = forced("abc");
        disk.delete(FILE);
        ByteBuffer in = ByteBuffer.allocate(3);
        file.readFully(in, 0);
        assertThat(new String(in.array(), UTF_8)).isEqualTo("abc");
        assertThat(disk.list(DIRECTORY)).isEmpty();
    }

    private DiskFile forced(String content) throws IOException {
        DiskFile file = disk.create(FILE);
        if (!content.isEmpty()) {
            write(file, content, 0);
        }
        file.force();
        disk.forceDirectory(DIRECTORY);
        return file;
    }

    private static void write(DiskFile file, String text, long at) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(UTF_8)), at);
    }
}

package kvs.io;

import java.io.IOException;
import java.util.List;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

class ShortageTest {
    private static final String GERMAN = "Auf dem Gerät ist kein Speicherplatz mehr verfügbar";

    private static IOException causedBy(String message) {
        return new IOException("could not write", new IOException(message));
    }

    private static Shortage ofRoom(Shortage.Supply bytes) {
        return Shortage.ofRoom(bytes, 100);
    }

    @Test
    void a_sentence_of_the_system_tells_of_no_room_whatever_is_left() {
        Shortage room = ofRoom(() -> Long.MAX_VALUE);
        for (String sentence : List.of(
                "1.log: No space left on device",
                "1.log: Disk quota exceeded",
                "1.log: Disc quota exceeded",
                "1.log: There is not enough space on the disk")) {
            Fact.when("room for all, ofRoom: " + sentence).gives(true, room.explains(causedBy(sentence)));
            Fact.when("room for all, ofRoom, not as a cause: " + sentence)
                    .gives(true, room.explains(new IOException(sentence)));
        }
    }

    @Test
    void a_sentence_of_the_system_tells_of_no_descriptors() {
        Shortage descriptors = Shortage.ofDescriptors(() -> Long.MAX_VALUE);
        Fact.when("ofDescriptors: Too many open files")
                .gives(true, descriptors.explains(causedBy("1.log: Too many open files")));
        Fact.when("ofDescriptors: No space left on device")
                .gives(false, descriptors.explains(causedBy("1.log: No space left on device")));
        Fact.when("ofRoom: Too many open files")
                .gives(false, ofRoom(() -> Long.MAX_VALUE).explains(causedBy("1.log: Too many open files")));
    }

    @Test
    void in_every_other_language_what_is_left_tells() {
        Fact.when("100 bytes left, of which 100 are little")
                .gives(true, ofRoom(() -> 100).explains(causedBy(GERMAN)));
        Fact.when("101 bytes left, of which 100 are little")
                .gives(false, ofRoom(() -> 101).explains(causedBy(GERMAN)));
        Fact.when("no descriptor left")
                .gives(true, Shortage.ofDescriptors(() -> 0).explains(causedBy(GERMAN)));
        Fact.when("1000 descriptors left")
                .gives(false, Shortage.ofDescriptors(() -> 1000).explains(causedBy(GERMAN)));
    }

    @Test
    void a_failure_without_a_message_is_no_shortage() {
        Fact.when("room for all, an exception without a message")
                .gives(false, ofRoom(() -> Long.MAX_VALUE).explains(new IOException()));
    }

    @Test
    void a_system_that_does_not_tell_what_is_left_has_no_shortage() {
        Shortage untold = ofRoom(() -> {
            throw new IOException("the disk is gone");
        });
        Fact.when("what is left is unknown: " + GERMAN).gives(false, untold.explains(causedBy(GERMAN)));
        Fact.when("what is left is unknown: No space left on device")
                .gives(true, untold.explains(causedBy("No space left on device")));
    }
}

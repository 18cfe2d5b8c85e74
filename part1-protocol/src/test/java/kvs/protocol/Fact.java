package kvs.protocol;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * An assertion whose failure message teaches: what the test did, what it expected, what it got, and the usual cause.
 *
 * <pre>
 *   did       getU32() on 01 02 03 04
 *   expected  16909060 (0x01020304)
 *   got       67305985 (0x04030201)
 *   usually   the first byte is the highest one
 * </pre>
 */
public final class Fact {
    private final String did;
    private String usually = "";

    private Fact(String did) {
        this.did = did;
    }

    /** Starts a fact with what the test does, as a call with its bytes. */
    public static Fact when(String did) {
        return new Fact(did);
    }

    /** Starts a fact as {@link #when(String)} does, with the bytes that the call works on. */
    public static Fact when(String call, byte... on) {
        return new Fact(call + " on " + shown(on));
    }

    /** Adds the usual cause of a failure. */
    public Fact usually(String meaning) {
        usually = meaning;
        return this;
    }

    public void gives(long expected, long got) {
        if (expected != got) {
            fail(number(expected), number(got));
        }
    }

    public void gives(@Nullable Object expected, @Nullable Object got) {
        if (!Objects.equals(expected, got)) {
            fail(String.valueOf(expected), String.valueOf(got));
        }
    }

    /** Fails with {@code expected} and {@code got} unless {@code holds}. */
    public void holds(boolean holds, String expected, @Nullable Object got) {
        if (!holds) {
            fail(expected, String.valueOf(got));
        }
    }

    /** Compares byte by byte; a failure points at the first difference and names its field. */
    public void gives(Frame expected, ByteBuf got) {
        byte[] wanted = expected.bytes();
        byte[] written = Frame.bytesOf(got);
        int at = Arrays.mismatch(wanted, written);
        if (at < 0) {
            return;
        }
        // Long frames are shown around the first difference only.
        int from = Math.max(0, at - 24);
        String cut = from > 0 ? "… " : "";
        String shownWanted = cut + Frame.hex(Arrays.copyOfRange(wanted, from, Math.min(wanted.length, from + 40)));
        String shownGot = cut
                + Frame.hex(Arrays.copyOfRange(
                        written, Math.min(from, written.length), Math.min(written.length, from + 40)));
        String caret = " ".repeat(cut.length() + 3 * (at - from)) + "^^ byte " + at + ", in " + expected.fieldAt(at);
        fail(shownWanted, shownGot + "\n          " + caret);
    }

    private void fail(String expected, String got) {
        String message = "did       " + did + "\nexpected  " + expected + "\ngot       " + got;
        throw new AssertionFailedError(usually.isEmpty() ? message : message + "\nusually   " + usually, expected, got);
    }

    /** Shows {@code n} in decimal, and in hex with two digits per byte. */
    private static String number(long n) {
        if (n < 0) {
            return n == ByteCursor.UNDERFLOW ? n + " (UNDERFLOW)" : Long.toString(n);
        }
        String hex = Long.toHexString(n);
        return n + " (0x" + "0".repeat(hex.length() % 2) + hex + ")";
    }

    /** Shows {@code bytes} in hex, shortened after 40 bytes. */
    static String shown(byte[] bytes) {
        return bytes.length <= 40
                ? Frame.hex(bytes)
                : Frame.hex(Arrays.copyOf(bytes, 40)) + " … (" + bytes.length + " bytes)";
    }
}

package kvs.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.resp.RespParser.Result;

/** What the tests do with streams of requests. Texts stand for their Latin-1 bytes. */
final class Requests {
    /** Small, so that few bytes reach them. */
    static final RespLimits SMALL = new RespLimits(3, 8, 16, 64, 3);

    private Requests() {}

    /** The result of parsing a stream: the commands, the last answer, its reason, and the bytes that were used. */
    record Drained(List<List<Bytes>> commands, Result end, String reason, long used) {
        @Override
        public String toString() {
            String because = reason.isEmpty() ? "" : " (" + shown(reason) + ")";
            return commands + ", then " + end + because + ", " + used + " bytes used";
        }
    }

    /** Returns {@code text} as it would be written in Java, so that it prints on one line; long ones cut. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            switch (letter) {
                case '\r' -> shown.append("\\r");
                case '\n' -> shown.append("\\n");
                case '\0' -> shown.append("\\0");
                default -> shown.append(letter);
            }
        }
        return shown.length() <= 80 ? shown.toString() : shown.substring(0, 80) + "…";
    }

    /** Parses {@code reads}, which arrive one after the other; what is unfinished moves to a new buffer each time. */
    static Drained drained(RespLimits limits, byte[]... reads) {
        RespParser parser = new RespParser(limits);
        Arguments words = new Arguments();
        List<List<Bytes>> commands = new ArrayList<>();
        Result result = Result.INCOMPLETE;
        byte[] rest = new byte[0];
        long used = 0;
        for (byte[] read : reads) {
            // Something in front, so that an offset from the start of the buffer is wrong.
            ByteBuf buffer =
                    Unpooled.buffer().writeBytes(new byte[read.length % 3]).writeBytes(rest);
            ByteCursor in = new ByteCursor(buffer.writeBytes(read));
            in.skip(read.length % 3);
            in.begin();
            int before = in.position();
            while ((result = parser.parse(in, words)) == Result.COMPLETE) {
                commands.add(copy(words));
            }
            used += in.position() - before;
            rest = in.copy(0, in.remaining()).toArray();
        }
        return new Drained(commands, result, parser.reason(), used);
    }

    static Drained drained(RespLimits limits, String... reads) {
        return drained(limits, Arrays.stream(reads).map(Requests::bytes).toArray(byte[][]::new));
    }

    static List<Bytes> copy(Arguments words) {
        List<Bytes> copy = new ArrayList<>();
        for (int i = 0; i < words.count(); i++) {
            copy.add(words.get(i).copy());
        }
        return copy;
    }

    static List<Bytes> command(String... words) {
        return Arrays.stream(words).map(word -> Bytes.copyOf(bytes(word))).toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Cuts {@code stream} into reads of {@code size} bytes. */
    static byte[][] readsOf(int size, byte[] stream) {
        List<byte[]> reads = new ArrayList<>();
        for (int at = 0; at < stream.length; at += size) {
            reads.add(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size)));
        }
        return reads.toArray(byte[][]::new);
    }

    static byte[] written(List<List<Bytes>> commands) {
        ByteBuf out = Unpooled.buffer();
        commands.forEach(command -> RespRequests.write(out, command));
        return bytes(out);
    }

    static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }
}

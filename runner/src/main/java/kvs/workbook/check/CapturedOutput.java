package kvs.workbook.check;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What learners print, sent to the parent as it comes, up to {@value #LIMIT_BYTES} bytes per run. */
final class CapturedOutput extends OutputStream {

    static final int LIMIT_BYTES = 64 << 10;

    private final Consumer<Event> sink;
    private final AtomicInteger left = new AtomicInteger(LIMIT_BYTES);

    CapturedOutput(Consumer<Event> sink) {
        this.sink = sink;
    }

    void nextRun() {
        left.set(LIMIT_BYTES);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int before = left.getAndUpdate(room -> Math.max(0, room - length));
        int kept = Math.min(before, length);
        if (kept > 0) {
            sink.accept(new Event.Printed(Arrays.copyOfRange(bytes, offset, offset + kept)));
        }
    }
}

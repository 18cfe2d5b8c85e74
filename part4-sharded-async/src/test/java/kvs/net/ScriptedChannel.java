package kvs.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A channel that takes what a test's script says: how many bytes at most, call by call. */
final class ScriptedChannel implements WritableByteChannel {
    /** In the script: the call throws. */
    static final int FAILS = -1;

    /** What each call takes at most; after the last one, a call takes everything. */
    private final ArrayDeque<Integer> script = new ArrayDeque<>();

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    /** How many bytes each call was given. */
    final List<Integer> given = new ArrayList<>();

    boolean closed;
    boolean failsToClose;
    boolean failsToWrite;

    ScriptedChannel(int... script) {
        then(script);
    }

    ScriptedChannel then(int... more) {
        for (int most : more) {
            script.add(most);
        }
        return this;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        given.add(bytes.remaining());
        if (failsToWrite) {
            throw new IOException("a test's");
        }
        Integer most = script.poll();
        if (most != null && most == FAILS) {
            throw new IOException("a test's");
        }
        int take = Math.min(bytes.remaining(), most == null ? Integer.MAX_VALUE : most);
        for (int i = 0; i < take; i++) {
            taken.write(bytes.get());
        }
        return take;
    }

    int takenBytes() {
        return taken.size();
    }

    byte[] taken() {
        return taken.toByteArray();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (failsToClose) {
            throw new IOException("a test's");
        }
    }
}

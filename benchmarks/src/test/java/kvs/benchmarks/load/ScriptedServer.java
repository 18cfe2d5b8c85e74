package kvs.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Serves one connection by script, byte for byte, on a port of its own. */
final class ScriptedServer implements AutoCloseable {

    /** What the server does with its connection; the connection is closed behind it. */
    interface Script {
        void play(Socket client) throws IOException;
    }

    private final ServerSocket listener;
    private final FutureTask<Void> play;

    private ScriptedServer(Script script) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        play = new FutureTask<>((Callable<Void>) () -> {
            try (Socket client = listener.accept()) {
                client.setTcpNoDelay(true);
                script.play(client);
                return null;
            }
        });
        Thread.ofPlatform().daemon().name("script").start(play);
    }

    static ScriptedServer playing(Script script) throws IOException {
        return new ScriptedServer(script);
    }

    /** Demands {@code request}, and sends {@code reply} in pieces of one byte; then waits for the client to go. */
    static ScriptedServer expecting(String request, String reply) throws IOException {
        return playing(client -> {
            byte[] expected = bytes(request);
            byte[] got = client.getInputStream().readNBytes(expected.length);
            assertThat(new String(got, StandardCharsets.ISO_8859_1)).isEqualTo(request);
            for (byte b : bytes(reply)) {
                client.getOutputStream().write(b);
            }
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        });
    }

    /** One character a byte. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    String shownAddress() {
        return Run.shown(address());
    }

    /** Waits for the end of the script, and fails where it failed. */
    void finished() throws InterruptedException, ExecutionException, TimeoutException {
        play.get(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

package kvs.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static kvs.resp.Requests.bytes;
import static org.junit.jupiter.api.Assumptions.abort;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import kvs.protocol.ByteCursor;
import kvs.protocol.Fact;
import kvs.resp.RespParser.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The parser beside that of Redis: the same bytes, ECHO as the only command, and the answers compared. */
class RedisParserTest {
    @TempDir
    static Path directory;

    private static Process redis;

    @BeforeAll
    static void startRedis() throws IOException {
        try {
            redis = new ProcessBuilder(
                            "redis-server",
                            "--port",
                            "0",
                            "--unixsocket",
                            "s",
                            "--save",
                            "",
                            "--dir",
                            directory.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException noProgram) {
            abort("not compared with Redis: no redis-server on the PATH (" + noProgram.getMessage() + ")");
        }
        BufferedReader log = redis.inputReader();
        String line = log.readLine();
        while (line != null && !line.contains("ready to accept connections")) {
            line = log.readLine();
        }
    }

    @AfterAll
    static void stopRedis() throws InterruptedException {
        if (redis != null) {
            redis.destroy();
            redis.waitFor();
        }
    }

    static String[] streams() {
        String echo = "*2\r\n$4\r\nECHO\r\n";
        return new String[] {
            // Lengths.
            echo + "$3\r\nfoo\r\n",
            echo + "$0\r\n\r\n",
            echo + "$4\r\n\r\n\0\u00ff\r\n" + echo + "$1\r\na\r\n",
            "*0\r\n*-1\r\n*-5\r\n" + echo + "$1\r\na\r\n",
            "*\r\n",
            "*x\r\n",
            "*+1\r\n",
            "*01\r\n",
            "*-0\r\n" + echo + "$1\r\na\r\n",
            "*1.0\r\n",
            "*9223372036854775807\r\n",
            "*9223372036854775808\r\n",
            "*18446744073709551617\r\n",
            "*-9223372036854775808\r\n" + echo + "$1\r\na\r\n",
            "* 1\r\n",
            echo + "$\r\n",
            echo + "$-1\r\n",
            echo + "$01\r\na\r\n",
            echo + "$+1\r\na\r\n",
            echo + "$-0\r\n\r\n",
            echo + "$ 1\r\na\r\n",
            echo + "$1x\r\na\r\n",
            echo + "$9223372036854775807\r\n",
            echo + "$18446744073709551617\r\na\r\n",
            echo + "x1\r\na\r\n",
            echo + "*1\r\n",
            echo + ":1\r\n",
            echo + "\r\n",
            echo + "$1\r\na\r\n$1\r\n",
            "*" + "0".repeat(70_000),
            echo + "$" + "0".repeat(70_000),
            "x".repeat(70_000),
            // Inline.
            "ECHO a\n",
            "ECHO a\r\n",
            "\r\n\n  \r\n\t\nECHO a\r\n",
            "  echo \t a  \r\n",
            "ECHO a\rb\n",
            "ECHO \u000b\fa\n",
            "ECHO a\u000b\f\n",
            "ECHO \"a b\"\n",
            "ECHO \"\"\n",
            "ECHO ''\n",
            "ECHO a\"b c\"\n",
            "ECHO a'b c'\n",
            "ECHO \"\\n\\r\\t\\b\\a\\\\\\\"\\q\\x41\\xfF\\x4g\\x\"\n",
            "ECHO 'it\\'s \\n \\x41'\n",
            "ECHO a\\nb\n",
            "ECHO \"\u00ff\"\n",
            "ECHO \"a\"\u000b\n",
            "ECHO \"\n",
            "ECHO '\n",
            "ECHO \"a\n",
            "ECHO 'a\r\n",
            "ECHO \"a\\\"\r\n",
            "ECHO \"a\\\r\n",
            "ECHO 'a\\'\n",
            "ECHO \"a\"b\n",
            "ECHO 'a'b\n",
            "ECHO \"a\"'b'\n",
            "ECHO 'a\n" + echo + "$1\r\na\r\n",
            "ECHO *1\r\n" + echo + "$1\r\na\r\nECHO 'a b'\n",
            "$4\r\n",
        };
    }

    @ParameterizedTest
    @MethodSource("streams")
    void answers_as_redis_does(String stream) throws IOException {
        Fact.when("answer " + stream.substring(0, Math.min(100, stream.length())), bytes(stream))
                .gives(new String(redis(bytes(stream)), ISO_8859_1), new String(ours(bytes(stream)), ISO_8859_1));
    }

    private static byte[] redis(byte[] stream) throws IOException {
        ByteBuf answers = Unpooled.buffer();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
            ByteBuffer rest = ByteBuffer.wrap(stream);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.shutdownOutput();
            ByteBuffer read = ByteBuffer.allocate(1 << 16);
            while (channel.read(read) >= 0) {
                answers.writeBytes(read.flip());
                read.clear();
            }
        }
        return Requests.bytes(answers);
    }

    private static byte[] ours(byte[] stream) {
        ByteBuf answers = Unpooled.buffer();
        RespWriter writer = new RespWriter().to(answers);
        RespParser parser = new RespParser(RespLimits.DEFAULT);
        Arguments words = new Arguments();
        ByteCursor in = ByteCursor.over(stream);
        Result result = parser.parse(in, words);
        while (result == Result.COMPLETE) {
            if (!words.get(0).isWord("ECHO")) {
                writer.error("ERR unknown command '" + words.get(0).copy().utf8() + "', with args beginning with: ");
            } else if (words.count() != 2) {
                writer.error("ERR wrong number of arguments for 'echo' command");
            } else {
                writer.bulk(words.get(1));
            }
            result = parser.parse(in, words);
        }
        if (result == Result.MALFORMED) {
            writer.error(parser.reason());
        }
        return Requests.bytes(answers);
    }
}

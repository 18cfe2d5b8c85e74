package kvs.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/** From the command line to what is printed. */
class BenchTest {
    /** What a command did. */
    record Outcome(int exitCode, String out, String err) {}

    private static Outcome run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Bench.run(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false, args);
        return new Outcome(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nope                                   | Unknown option: '--nope'",
                "stray                                    | Unmatched argument at index 0: 'stray'",
                "--clients 0                              | --clients must be 1 to 10,000, but is 0",
                "--clients 10001                          | --clients must be 1 to 10,000, but is 10,001",
                "--clients many                           | Invalid value for option '--clients': 'many' is not an int",
                "--clients                                | Missing required parameter for option '--clients' (N)",
                "--pipeline 1025                          | --pipeline must be 1 to 1,024, but is 1,025",
                "--threads 65                             | --threads must be 1 to 64, but is 65",
                "--threads 3 --clients 2                  | --threads must be at most --clients, but 3 threads would share 2",
                "--requests 0                             | --requests must be 1 to 1,000,000,000, but is 0",
                "--seconds 0                              | --seconds must be 0.001 to 3600 seconds, but is 0",
                "--seconds 3601                           | --seconds must be 0.001 to 3600 seconds, but is 3601",
                "--seconds 1 --requests 1                 | --requests and --seconds exclude each other",
                "--warm-up -1                             | --warm-up must be 0 to 600 seconds, but is -1",
                "--keys 0                                 | --keys must be 1 to 100,000,000, but is 0",
                "--keys-by chance                         | --keys-by must be uniform, zipfian or sequential, but is chance",
                "--value-bytes 1048577                    | --value-bytes must be 0 to 1,048,576, but is 1,048,577",
                "--read-share 1.1                         | --read-share must be 0 to 1, but is 1.1",
                "--read-share NaN                         | --read-share must be 0 to 1, but is NaN",
                "--large-share 1.1                        | --large-share must be 0 to 1, but is 1.1",
                "--large-share NaN                        | --large-share must be 0 to 1, but is NaN",
                "--large-share 0.1 --self-test            | --self-test answers with values of one size: leave out --large-share",
                "--large-share 0.5 --pipeline 16          | --clients x --pipeline x the mean size of a value must be at most 67,108,864 bytes, but is 419,456,000",
                "--protocol http                          | --protocol must be binary, text, resp, memcached or cluster, but is http",
                "--pipeline 1000 --value-bytes 1000000    | --clients x --pipeline x --value-bytes must be at most 67,108,864 bytes, but is 50,000,000,000",
            })
    void wrong_usage_is_one_line_and_exit_code_2(String args, String error) {
        assertThat(run(args.split(" "))).isEqualTo(new Outcome(2, "", "error: " + error + System.lineSeparator()));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:1",
        "127.0.0.1",
        "127.0.0.1:",
        ":4000",
        "::1:4000",
        "[127.0.0.1]:4000",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "127.0.0.1:x",
        "[::1]4000"
    })
    void an_address_is_a_number_and_a_port(String address) {
        Outcome outcome = run("--addr", address);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        // The reason is that of the server's own parser.
        assertThat(outcome.err())
                .startsWith("error: Invalid value for option '--addr': \"" + address
                        + "\" is not an address such as 127.0.0.1:4000 or [::1]:4000: ")
                .hasLineCount(1);
    }

    @Test
    void help_has_every_option_and_fits_80_columns() {
        Outcome help = run("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Examples:", "--self-test", "--warm-up", "Exit codes:");
        assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void nobody_there_is_exit_code_1() throws Exception {
        String address;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "127.0.0.1:" + gone.getLocalPort();
        }
        Outcome outcome = run("--addr", address);
        assertThat(outcome.exitCode()).isEqualTo(1);
        // The last words are the system's.
        assertThat(outcome.err())
                .startsWith("error: could not connect to " + address + ": ")
                .hasLineCount(1);
    }

    @Test
    void a_server_that_hangs_up_is_exit_code_1_with_its_last_words() throws Exception {
        String tooMany = "\0011\0\0\0\10too many";
        try (ScriptedServer server = ScriptedServer.playing(client -> {
            client.getInputStream().readNBytes(9 + Keys.KEY_BYTES);
            client.getOutputStream().write(ScriptedServer.bytes(tooMany));
        })) {
            String[] args = {"--addr", server.shownAddress(), "--clients", "1", "--read-share", "1", "--warm-up", "0"};
            assertThat(run(args))
                    .extracting(Outcome::exitCode, Outcome::err)
                    .containsExactly(
                            1,
                            "error: " + server.shownAddress()
                                    + ": the server closed a connection; the last that it said there: too many"
                                    + System.lineSeparator());
        }
    }

    @Test
    void rubbish_is_exit_code_1() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(client -> {
            client.getOutputStream().write(ScriptedServer.bytes("HTTP/1.1 400"));
            client.getInputStream().readAllBytes();
        })) {
            Outcome outcome = run("--addr", server.shownAddress(), "--clients", "1");
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains("not the binary protocol: version 72 is not 1")
                    .hasLineCount(1);
        }
    }

    @Test
    void error_answers_are_counted_and_shown() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(client -> {
            client.getInputStream().read();
            client.getOutputStream().write(ScriptedServer.bytes("-ERR no\r\n+OK\r\n-ERR again\r\n"));
            client.getInputStream().readAllBytes();
        })) {
            String options = "--protocol resp --clients 1 --pipeline 3 --requests 3 --read-share 0 --warm-up 0 --addr ";
            Outcome outcome = run((options + server.shownAddress()).split(" "));
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.out()).containsPattern("writes +1\n +errors +2\n");
            assertThat(outcome.err().strip())
                    .isEqualTo("error: the server answered 2 times with an error, first with: ERR no");
        }
    }

    @Test
    void a_file_that_cannot_be_written_is_found_out_before_the_run(@TempDir Path directory) {
        Path file = directory.resolve("missing").resolve("out.json");
        assertThat(run("--self-test", "--json", file.toString()))
                .isEqualTo(new Outcome(1, "", "error: cannot write to " + file + System.lineSeparator()));
    }

    @Test
    void text_JSON_and_SVG_say_the_same(@TempDir Path directory) throws Exception {
        Path json = directory.resolve("out.json");
        Path svg = directory.resolve("out.svg");
        String options = "--self-test --clients 4 --pipeline 2 --requests 2000 --keys 10 --warm-up 0.01";
        Outcome outcome = run((options + " --json " + json + " --svg " + svg).split(" "));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();

        Map<String, Object> fields = JSON.std.mapFrom(Files.readString(json));
        assertThat(fields).containsEntry("requests", 2000).containsEntry("errors", 0);
        assertThat((int) fields.get("found") + (int) fields.get("stored")).isEqualTo(2000);
        assertThat((List<?>) fields.get("curve")).hasSizeGreaterThan(100);
        long throughput = Math.round(((Number) fields.get("throughputPerSecond")).doubleValue());
        assertThat(outcome.out()).contains(String.format(Locale.ROOT, "%,d requests/s", throughput));

        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(Files.readAllBytes(svg)))
                .getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getElementsByTagName("text").getLength()).isGreaterThan(9);
        Element curve = (Element) root.getElementsByTagName("polyline").item(0);
        for (String point : curve.getAttribute("points").split(" ")) {
            String[] xy = point.split(",");
            assertThat(Double.parseDouble(xy[0])).isBetween(0.0, 720.0);
            assertThat(Double.parseDouble(xy[1])).isBetween(0.0, 420.0);
        }
    }

    @Test
    void what_a_server_says_is_quoted_in_JSON() throws Exception {
        Load load = Loads.oneBatch(LoadProtocol.named("binary").orElseThrow(), 1, true);
        Tally tally = new Tally();
        String nasty = "a \"quote\", a \\, a \n, a \u0000, half a \ud83d and ünïcödé";
        tally.error(nasty, true);
        Report report = new Report(new Measurement(load, tally), Optional.empty());
        assertThat(JSON.std.mapFrom(report.json()))
                .containsEntry("firstError", nasty)
                .containsEntry("requests", 0);
        assertThat(report.text()).contains("throughput").doesNotContain("NaN");
        assertThat(new Plot(new Measurement(load, tally)).svg()).doesNotContain("NaN");
    }
}

package kvs.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run asks what the load says, no more and no less, and ends. */
class RunTest {
    private static final LoadProtocol BINARY = LoadProtocol.named("binary").orElseThrow();

    @ParameterizedTest
    @CsvSource({
        "binary, 1, 1, 1, 1",
        "binary, 7, 5, 2, 1003",
        "text, 3, 16, 3, 500",
        "resp, 20, 1, 1, 999",
        "resp, 9, 1000, 2, 20000"
    })
    void counts_add_up(String protocol, int clients, int pipeline, int threads, int requests) throws Exception {
        Load.Amount amount = new Load.Amount.Requests(requests);
        Tally tally = onYardstick(
                        Loads.mixed(LoadProtocol.named(protocol).orElseThrow(), clients, pipeline, threads, amount))
                .tally();
        assertThat(tally.found + tally.stored).isEqualTo(requests);
        assertThat(tally.latency.getTotalCount()).isEqualTo(requests);
        assertThat(tally.answered.get()).isEqualTo(requests);
        assertThat(tally.errors + tally.otherErrors + tally.absent).isZero();
    }

    @Test
    void the_seed_decides_what_is_asked() throws Exception {
        Load load = Loads.mixed(BINARY, 4, 3, 1, new Load.Amount.Requests(1000));
        long found = onYardstick(load).tally().found;
        assertThat(found).isBetween(400L, 600L);
        assertThat(onYardstick(load).tally().found).isEqualTo(found);
    }

    @Test
    void ends_after_its_time() throws Exception {
        Load load = Loads.mixed(BINARY, 4, 3, 1, new Load.Amount.Time(Duration.ofMillis(50)));
        Measurement measured = onYardstick(load);
        assertThat(measured.requests()).isPositive();
        assertThat(measured.seconds()).isPositive();
        assertThat(measured.throughput()).isPositive();
    }

    @Test
    void filling_stores_every_key_once() {
        Load filling = Loads.mixed(BINARY, 4, 3, 2, new Load.Amount.Requests(1)).filling();
        assertThat(filling.amount())
                .isEqualTo(new Load.Amount.Requests(filling.mix().keys()));
        assertThat(filling.mix().readShare()).isZero();
    }

    @Test
    void a_server_that_never_answers_ends_the_run() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(client -> client.getInputStream().readAllBytes())) {
            Load load = Loads.oneBatch(BINARY, 1, true).at(server.address());
            assertThatThrownBy(() -> new Run(load, Loads.silent(), Duration.ofMillis(20)).measure())
                    .isInstanceOf(IOException.class)
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
            server.finished();
        }
    }

    @Test
    void an_answer_too_many_ends_the_run() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(client -> {
            client.getOutputStream().write(ScriptedServer.bytes("\0010\0\0\0\0".repeat(2)));
            client.getInputStream().readAllBytes();
        })) {
            Load load = Loads.oneBatch(BINARY, 1, true).at(server.address());
            assertThatThrownBy(() -> new Run(load, Loads.silent()).measure())
                    .hasRootCauseInstanceOf(ProtocolException.class)
                    .hasStackTraceContaining("nobody had asked for");
        }
    }

    private static Measurement onYardstick(Load load) throws IOException {
        try (Yardstick yardstick = Yardstick.start(load)) {
            return new Run(load.at(yardstick.address()), Loads.silent()).measure();
        }
    }
}

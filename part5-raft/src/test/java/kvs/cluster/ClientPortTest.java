package kvs.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kvs.net.ManualClock;
import kvs.raft.proto.PingProto;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.ResponseProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients send that is no request, and a node that goes on serving: real sockets, virtual time. */
@Timeout(120)
class ClientPortTest {
    private static final int MAX_UNIDENTIFIED = 20;
    private static final Duration FIRST_FRAME = Duration.ofSeconds(5);
    private static final RequestProto PING = RequestProto.newBuilder()
            .setRequestId(7)
            .setPing(PingProto.getDefaultInstance())
            .build();

    private final ManualClock clock = new ManualClock();
    private final LocalCluster cluster = new LocalCluster(
            1, options -> options.withMaxUnidentified(MAX_UNIDENTIFIED).withFirstFrameTime(FIRST_FRAME));

    /** A client that has said something. */
    private RawConnection steady;

    @BeforeEach
    void start() throws Exception {
        cluster.start(cluster.options(1), clock);
        steady = connect();
        pings();
    }

    @AfterEach
    void stop() throws IOException {
        steady.close();
        cluster.close();
    }

    private RawConnection connect() throws IOException {
        return new RawConnection(cluster.address(1).host(), cluster.address(1).clientPort());
    }

    /** The node serves; when this returns, its loop has noticed the time, too. */
    private void pings() throws IOException {
        for (int turn = 0; turn < 2; turn++) {
            ping(steady);
        }
    }

    private static void ping(RawConnection connection) throws IOException {
        connection.sendFrame(PING);
        ResponseProto answer = ResponseProto.parseFrom(connection.readFrame());
        assertThat(answer.hasPong() && answer.getRequestId() == 7)
                .as("a pong: %s", answer)
                .isTrue();
    }

    private static String rejection(RawConnection connection) throws IOException {
        return ResponseProto.parseFrom(connection.readFrame()).getRejected();
    }

    @Test
    void answers_garbage_with_a_sentence_and_closes() throws IOException {
        try (RawConnection browser = connect()) {
            browser.send("GET / HTTP/1.1\r\nHost: node\r\n\r\n".getBytes(US_ASCII));
            assertThat(rejection(browser))
                    .isEqualTo("The connection is closed: a frame of 1195725856 bytes exceeds the limit of 16777216");
            assertThat(browser.readToEnd()).isZero();
        }
        for (byte[] noRequest : List.of(new byte[] {-1, -1, -1}, new byte[0], new byte[] {8, 7})) {
            try (RawConnection client = connect()) {
                client.sendFrame(noRequest);
                assertThat(rejection(client)).startsWith("The connection is closed: ");
                assertThat(client.readToEnd()).isZero();
            }
        }
        pings();
    }

    @Test
    void reserves_nothing_for_a_frame_of_two_gigabytes() throws IOException {
        for (long length : List.of(16L << 20 | 1, (1L << 31) - 1, 1L << 31, (1L << 32) - 1)) {
            try (RawConnection client = connect()) {
                client.sendLength(length);
                assertThat(rejection(client)).contains("a frame of " + length + " bytes exceeds the limit of 16777216");
                assertThat(client.readToEnd()).isZero();
            }
        }
        pings();
    }

    @Test
    void closes_a_client_that_sends_a_byte_a_second() throws IOException {
        try (RawConnection slow = connect()) {
            slow.sendLength(100);
            pings();
            for (int second = 1; second < FIRST_FRAME.toSeconds(); second++) {
                clock.advance(Duration.ofSeconds(1));
                slow.send((byte) 1);
                pings();
                slow.requireSilent("after " + second + " s");
            }
            clock.advance(Duration.ofSeconds(1));
            pings();
            assertThat(slow.readToEnd()).isZero();
        }
    }

    @Test
    void closes_a_client_whose_second_request_does_not_end() throws IOException {
        try (RawConnection slow = connect()) {
            ping(slow);
            slow.sendLength(100);
            pings();
            Duration limit = cluster.options(1).net().requestTime();
            for (Duration time = Duration.ZERO; time.compareTo(limit) < 0; time = time.plusSeconds(5)) {
                clock.advance(Duration.ofSeconds(5));
                slow.send((byte) 1);
                pings();
            }
            // Deadlines of requests are looked at now and then.
            clock.advance(limit.dividedBy(8));
            pings();
            assertThat(slow.readToEnd()).isZero();
        }
    }

    @Test
    void an_idle_client_that_has_said_something_stays() throws IOException {
        clock.advance(Duration.ofHours(1));
        pings();
    }

    @Test
    void rejects_silent_connections_above_the_limit_and_serves_when_they_are_gone() throws IOException {
        List<RawConnection> silent = new ArrayList<>();
        for (int i = 0; i < MAX_UNIDENTIFIED; i++) {
            silent.add(connect());
        }
        for (int i = 0; i < 2 * MAX_UNIDENTIFIED; i++) {
            try (RawConnection client = connect()) {
                assertThat(rejection(client))
                        .isEqualTo("there are 20 connections already that have said nothing; try again later");
                assertThat(client.readToEnd()).isZero();
            }
        }
        pings();
        clock.advance(FIRST_FRAME);
        pings();
        for (RawConnection each : silent) {
            assertThat(each.readToEnd()).isZero();
            each.close();
        }
        try (RawConnection client = connect()) {
            ping(client);
        }
    }

    @Test
    void answers_a_client_that_has_ended_its_side() throws IOException {
        try (RawConnection client = connect()) {
            client.sendFrame(PING);
            client.end();
            assertThat(ResponseProto.parseFrom(client.readFrame()).hasPong()).isTrue();
            assertThat(client.readToEnd()).isZero();
        }
        try (RawConnection client = connect()) {
            client.sendLength(100);
            client.end();
            assertThat(client.readToEnd()).isZero();
        }
        pings();
    }
}

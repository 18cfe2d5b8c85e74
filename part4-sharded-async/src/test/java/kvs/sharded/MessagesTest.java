package kvs.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Published messages among the replies of one connection, whose order a client relies on. */
class MessagesTest {
    private static final String MESSAGE = "*3 $7 message $2 ch $5 hello";
    private static final String SUBSCRIBED = "*3 $9 subscribe $2 ch :1";
    private static final String UNSUBSCRIBED = "*3 $11 unsubscribe $2 ch :0";

    private final SteppedServer server = new SteppedServer(2);
    private final String far = server.key(1);

    private void publish() {
        server.connect(1).send("PUBLISH ch hello");
    }

    @Test
    void a_message_waits_for_replies_that_are_outstanding() {
        SteppedServer.Peer client = server.connect(0).send("GET " + far, "SUBSCRIBE ch");
        publish();
        server.step(0);
        assertThat(client.received()).isEmpty();
        server.run();
        assertThat(client.received()).isEqualTo("$-1 " + SUBSCRIBED + " " + MESSAGE);
    }

    @Test
    void a_message_from_before_unsubscribe_comes_before_its_answer() {
        SteppedServer.Peer client = server.connect(0).send("SUBSCRIBE ch");
        publish();
        client.send("UNSUBSCRIBE ch");
        server.run();
        assertThat(client.received()).isEqualTo(SUBSCRIBED + " " + MESSAGE + " " + UNSUBSCRIBED);
    }

    @Test
    void no_message_follows_the_answer_of_unsubscribe() {
        SteppedServer.Peer client =
                server.connect(0).send("GET " + far, "SUBSCRIBE ch", "UNSUBSCRIBE ch", "GET " + far);
        publish();
        server.run();
        assertThat(client.received()).isEqualTo("$-1 " + SUBSCRIBED + " " + UNSUBSCRIBED + " $-1");
        publish();
        server.run();
        assertThat(client.received()).isEmpty();
    }

    /** As with a server of one thread: a subscriber that is told of a change finds it. */
    @Test
    void a_message_is_published_after_the_earlier_writes_of_its_pipeline() {
        expectWriteBeforeMessage("+OK :1", "PUBLISH ch hello");
    }

    @Test
    void a_message_of_exec_is_published_after_the_earlier_writes_of_its_pipeline() {
        expectWriteBeforeMessage("+OK +OK +QUEUED *1 :1", "MULTI", "PUBLISH ch hello", "EXEC");
    }

    private static void expectWriteBeforeMessage(String replies, String... publish) {
        Schedules.all(10_000, choice -> {
            SteppedServer three = new SteppedServer(3);
            SteppedServer.Peer subscriber = three.connect(2).send("SUBSCRIBE ch");
            subscriber.received();
            String key = three.key(1);
            List<String> lines = new ArrayList<>(List.of("SET " + key + " x"));
            lines.addAll(List.of(publish));
            SteppedServer.Peer publisher = three.connect(0).send(lines.toArray(String[]::new));
            String message = "";
            while (message.isEmpty()) {
                List<Integer> ready = three.ready();
                three.step(ready.get(choice.applyAsInt(ready.size())));
                message = subscriber.received();
            }
            assertThat(message).isEqualTo(MESSAGE);
            assertThat(three.value(key)).isEqualTo("x");
            Schedules.run(three, choice);
            assertThat(publisher.received()).isEqualTo(replies);
        });
    }

    @Test
    void a_client_is_shown_as_the_earlier_commands_of_its_pipeline_have_left_it() {
        String broken = " flags=d ";
        SteppedServer.Peer client = server.connect(0);
        assertThat(client.ask("WATCH " + far, "CLIENT INFO")).doesNotContain(broken);
        assertThat(client.ask("SET " + far + " x", "CLIENT INFO")).contains(broken);
        client.ask("UNWATCH", "WATCH " + far);
        assertThat(client.ask("SET " + far + " y", "MULTI", "CLIENT GETNAME", "EXEC"))
                .endsWith("*-1");
    }

    @Test
    void reset_ends_the_messages() {
        SteppedServer.Peer client = server.connect(0).send("SUBSCRIBE ch");
        client.received();
        publish();
        client.send("RESET", "PING");
        publish();
        server.run();
        assertThat(client.received()).isEqualTo(MESSAGE + " +RESET +PONG");
    }

    @Test
    void a_message_from_before_bytes_that_are_no_command_comes_before_the_error() {
        SteppedServer.Peer client = server.connect(0).send("SUBSCRIBE ch");
        client.received();
        publish();
        client.sendBytes("*1\r\n:5\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        server.run();
        assertThat(client.received()).isEqualTo(MESSAGE + " -ERR Protocol error: expected '$', got ':'");
    }

    /** Redis 7.0 puts the message into the array that answers EXEC, which has one element too many then. */
    @Test
    void a_message_that_exec_publishes_before_it_unsubscribes_follows_its_answer() {
        SteppedServer.Peer client = server.connect(0);
        client.ask("HELLO 3", "SUBSCRIBE ch");
        assertThat(client.ask("MULTI", "GET " + far, "PUBLISH ch hello", "UNSUBSCRIBE ch", "EXEC", "PING"))
                .isEqualTo("+OK +QUEUED +QUEUED +QUEUED *3 _ :1 " + (UNSUBSCRIBED + " " + MESSAGE).replace("*3", ">3")
                        + " +PONG");
    }

    @Test
    void a_message_to_a_subscriber_for_the_time_of_an_exec_follows_its_answer() {
        SteppedServer.Peer client = server.connect(0);
        assertThat(client.ask(
                        "MULTI",
                        "PUBLISH ch early",
                        "SUBSCRIBE ch",
                        "PUBLISH ch hello",
                        "UNSUBSCRIBE",
                        "PUBLISH ch late",
                        "PSUBSCRIBE c*",
                        "PUBLISH ch pattern",
                        "PUNSUBSCRIBE c*",
                        "EXEC"))
                .isEqualTo("+OK" + " +QUEUED".repeat(8) + " *8 :0 " + SUBSCRIBED + " :1 " + UNSUBSCRIBED
                        + " :0 *3 $10 psubscribe $2 c* :1 :1 *3 $12 punsubscribe $2 c* :0 " + MESSAGE
                        + " *4 $8 pmessage $2 c* $2 ch $7 pattern");
        assertThat(client.ask("PING")).isEqualTo("+PONG");
    }

    @Test
    void messages_of_an_exec_keep_their_order() {
        SteppedServer.Peer client = server.connect(0);
        client.ask("HELLO 3", "SUBSCRIBE a b");
        String received = client.ask(
                "MULTI", "PUBLISH b 1", "PUBLISH a 2", "UNSUBSCRIBE a", "PUBLISH a no", "PUBLISH b 3", "EXEC");
        assertThat(received).endsWith(" :1 >3 $7 message $1 b $1 1 >3 $7 message $1 a $1 2 >3 $7 message $1 b $1 3");
    }

    @Test
    void a_subscriber_that_speaks_resp3_may_send_commands_between_messages() {
        SteppedServer.Peer client = server.connect(0);
        client.ask("HELLO 3", "SUBSCRIBE ch");
        client.send("GET " + far);
        publish();
        publish();
        server.run();
        assertThat(client.received()).isEqualTo("_ " + (MESSAGE + " " + MESSAGE).replace("*3", ">3"));
    }

    @Test
    void replies_to_commands_of_two_versions_are_each_in_their_own() {
        SteppedServer.Peer client = server.connect(0);
        assertThat(client.ask("GET " + far, "HELLO 3", "GET " + far, "HELLO 2", "GET " + far)
                        .replaceAll("(%7|\\*14).*?modules \\*0", "hello"))
                .isEqualTo("$-1 hello _ hello $-1");
    }
}

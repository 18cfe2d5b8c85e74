package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The answers are those of Redis 7.0.15. */
class PubSubCommandsTest {
    private final FakeServer server = new FakeServer();
    private final FakeServer.Peer peer = server.connect();
    private final FakeServer.Peer other = server.connect();

    @Test
    void subscribe_confirms_each_channel() {
        assertThat(peer.send("SUBSCRIBE a b a"))
                .isEqualTo("*3 $9 subscribe $1 a :1 *3 $9 subscribe $1 b :2 *3 $9 subscribe $1 a :2");
        assertThat(peer.client.channelCount()).isEqualTo(2);
    }

    @Test
    void confirmations_are_pushed_in_resp3() {
        peer.send("HELLO 3");

        assertThat(peer.send("SUBSCRIBE a")).isEqualTo(">3 $9 subscribe $1 a :1");
        assertThat(peer.send("PSUBSCRIBE a*")).isEqualTo(">3 $10 psubscribe $2 a* :2");
        assertThat(peer.send("UNSUBSCRIBE")).isEqualTo(">3 $11 unsubscribe $1 a :1");
        assertThat(peer.send("UNSUBSCRIBE")).isEqualTo(">3 $11 unsubscribe _ :1");
        assertThat(peer.send("PUNSUBSCRIBE")).isEqualTo(">3 $12 punsubscribe $2 a* :0");
        assertThat(peer.send("PUNSUBSCRIBE")).isEqualTo(">3 $12 punsubscribe _ :0");
    }

    @Test
    void the_count_is_of_channels_and_patterns() {
        peer.send("SUBSCRIBE a b");

        assertThat(peer.send("PSUBSCRIBE a* a* b*"))
                .isEqualTo("*3 $10 psubscribe $2 a* :3 *3 $10 psubscribe $2 a* :3 *3 $10 psubscribe $2 b* :4");
        assertThat(peer.send("UNSUBSCRIBE a")).isEqualTo("*3 $11 unsubscribe $1 a :3");
        assertThat(peer.send("PUNSUBSCRIBE a*")).isEqualTo("*3 $12 punsubscribe $2 a* :2");
        assertThat(peer.client.patternCount()).isEqualTo(1);
    }

    @Test
    void unsubscribe_without_a_name_means_all() {
        peer.sendAll("SUBSCRIBE a b", "PSUBSCRIBE c*");

        assertThat(peer.send("UNSUBSCRIBE")).isEqualTo("*3 $11 unsubscribe $1 a :2 *3 $11 unsubscribe $1 b :1");
        assertThat(peer.send("PUNSUBSCRIBE")).isEqualTo("*3 $12 punsubscribe $2 c* :0");
        assertThat(other.send("PUBLISH c x")).isEqualTo(":0");
    }

    @Test
    void unsubscribe_confirms_what_was_not_subscribed_to() {
        assertThat(peer.send("UNSUBSCRIBE")).isEqualTo("*3 $11 unsubscribe $-1 :0");
        assertThat(peer.send("PUNSUBSCRIBE")).isEqualTo("*3 $12 punsubscribe $-1 :0");
        assertThat(peer.send("UNSUBSCRIBE a b")).isEqualTo("*3 $11 unsubscribe $1 a :0 *3 $11 unsubscribe $1 b :0");
    }

    @Test
    void a_message_goes_to_each_subscription() {
        peer.sendAll("SUBSCRIBE news", "PSUBSCRIBE n*");

        assertThat(other.send("PUBLISH news hello")).isEqualTo(":2");
        assertThat(peer.sent()).isEqualTo("*3 $7 message $4 news $5 hello *4 $8 pmessage $2 n* $4 news $5 hello");
        assertThat(other.send("PUBLISH other hello")).isEqualTo(":0");
        assertThat(peer.sent()).isEmpty();
    }

    @Test
    void a_message_is_pushed_in_resp3() {
        peer.sendAll("HELLO 3", "SUBSCRIBE news", "PSUBSCRIBE n*");
        other.send("PUBLISH news x");

        assertThat(peer.sent()).isEqualTo(">3 $7 message $4 news $1 x >4 $8 pmessage $2 n* $4 news $1 x");
    }

    @Test
    void channels_and_payloads_may_be_empty() {
        peer.sendWords("SUBSCRIBE", "");

        assertThat(other.sendWords("PUBLISH", "", "")).isEqualTo(":1");
        assertThat(peer.sent()).isEqualTo("*3 $7 message $0  $0");
    }

    @Test
    void a_closed_client_gets_no_messages() {
        peer.sendAll("SUBSCRIBE a b", "PSUBSCRIBE a*");
        peer.close();

        assertThat(other.send("PUBLISH a x")).isEqualTo(":0");
        assertThat(other.send("PUBSUB CHANNELS")).isEqualTo("*0");
        assertThat(other.send("PUBSUB NUMPAT")).isEqualTo(":0");
    }

    @Test
    void pubsub_counts() {
        peer.sendAll("SUBSCRIBE a b", "PSUBSCRIBE a* b*");
        server.connect().sendAll("SUBSCRIBE b", "PSUBSCRIBE a*");

        assertThat(other.send("PUBSUB NUMSUB b a b c")).isEqualTo("*8 $1 b :2 $1 a :1 $1 b :2 $1 c :0");
        assertThat(other.send("PUBSUB NUMSUB")).isEqualTo("*0");
        assertThat(other.send("PUBSUB NUMPAT")).isEqualTo(":2");
        assertThat(other.send("PUBSUB CHANNELS")).isIn("*2 $1 a $1 b", "*2 $1 b $1 a");
        assertThat(other.send("PUBSUB CHANNELS [b-c]")).isEqualTo("*1 $1 b");
        assertThat(other.send("PUBSUB CHANNELS c")).isEqualTo("*0");
        assertThat(other.send("PUBSUB CHANNELS a b"))
                .isEqualTo("-ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB HELP.");
        assertThat(other.sendAll("HELLO 3", "PUBSUB NUMSUB a")).isEqualTo("*2 $1 a :1");
    }

    @Test
    void a_client_may_have_a_limited_number_of_subscriptions() {
        FakeServer.Peer limited = server.connect(new Client.Limits(1, 100, 1, 2));
        String tooMany = "-ERR too many subscriptions: UNSUBSCRIBE first, or use a pattern";

        assertThat(limited.send("SUBSCRIBE a a b c"))
                .isEqualTo("*3 $9 subscribe $1 a :1 *3 $9 subscribe $1 a :1 *3 $9 subscribe $1 b :2 " + tooMany);
        assertThat(limited.send("PSUBSCRIBE a*")).isEqualTo(tooMany);
        limited.send("UNSUBSCRIBE a");
        assertThat(limited.send("PSUBSCRIBE a*")).isEqualTo("*3 $10 psubscribe $2 a* :2");
        assertThat(other.send("PUBSUB NUMSUB a b c")).isEqualTo("*6 $1 a :0 $1 b :1 $1 c :0");
    }
}

package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final Rates BAD = new Rates(30, 50, 50, 100, 1_000, 0, false);

    @Test
    void without_a_storm_nothing_is_lost_doubled_or_reordered() {
        Network network = new Network(new Streams(1), BAD);
        long last = 0;
        for (int i = 0; i < 1_000; i++) {
            long arrives = network.send(1, 2, i);
            assertThat(arrives).isGreaterThanOrEqualTo(Math.max(last, i + 100));
            assertThat(network.second).isEqualTo(Network.LOST);
            last = arrives;
        }
    }

    @Test
    void in_a_storm_messages_are_lost_doubled_and_overtaken() {
        Network network = new Network(new Streams(1), BAD);
        network.stormBegins();
        int lost = 0;
        int doubled = 0;
        int overtaken = 0;
        long latest = 0;
        for (int i = 0; i < 1_000; i++) {
            long arrives = network.send(1, 2, 10L * i);
            lost += arrives == Network.LOST ? 1 : 0;
            doubled += network.second != Network.LOST ? 1 : 0;
            overtaken += arrives != Network.LOST && arrives < latest ? 1 : 0;
            latest = Math.max(latest, arrives);
        }
        assertThat(lost).isBetween(200, 400);
        assertThat(doubled).isBetween(200, 600);
        assertThat(overtaken).isGreaterThan(100);
    }

    @Test
    void a_cut_stops_one_direction_until_it_is_healed_as_often_as_it_was_cut() {
        Network network = new Network(new Streams(1), BAD);
        network.cut(1, 2);
        network.cut(1, 2);
        network.heal(1, 2);
        assertThat(network.send(1, 2, 0)).isEqualTo(Network.LOST);
        assertThat(network.send(2, 1, 0)).isNotEqualTo(Network.LOST);
        network.heal(1, 2);
        assertThat(network.send(1, 2, 0)).isNotEqualTo(Network.LOST);
    }

    @Test
    void the_fate_of_a_message_does_not_depend_on_other_links() {
        assertThat(arrivals(true)).isEqualTo(arrivals(false));
    }

    private static List<Long> arrivals(boolean others) {
        Network network = new Network(new Streams(1), BAD);
        network.stormBegins();
        List<Long> arrivals = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            if (others) {
                network.send(2, 1, i);
                network.send(3, 1, i);
            }
            arrivals.add(network.send(1, 2, i));
        }
        return arrivals;
    }
}

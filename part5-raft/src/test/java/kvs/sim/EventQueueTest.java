package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private record Due(long time, int number) {}

    @Test
    void events_come_in_the_order_of_time_and_then_of_their_adding() {
        SplittableRandom random = new SplittableRandom(1);
        EventQueue<Due> queue = new EventQueue<>();
        List<Due> added = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Due due = new Due(random.nextInt(500), i);
            added.add(due);
            queue.add(due.time, due);
        }

        List<Due> removed = new ArrayList<>();
        while (!queue.isEmpty()) {
            long time = queue.nextTime();
            Due due = queue.remove();
            assertThat(time).isEqualTo(due.time);
            removed.add(due);
        }

        added.sort(Comparator.comparingLong(Due::time).thenComparingInt(Due::number));
        assertThat(removed).isEqualTo(added);
    }

    @Test
    void an_event_that_is_added_while_others_wait_takes_its_place() {
        EventQueue<String> queue = new EventQueue<>();
        queue.add(10, "second");
        queue.add(20, "fourth");
        queue.add(5, "first");
        assertThat(queue.remove()).isEqualTo("first");
        queue.add(15, "third");
        assertThat(queue.remove()).isEqualTo("second");
        assertThat(queue.remove()).isEqualTo("third");
        assertThat(queue.remove()).isEqualTo("fourth");
        assertThat(queue.isEmpty()).isTrue();
    }
}

package kvs.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final Timers timers = new Timers();
    private final List<String> ran = new ArrayList<>();

    /** Due times are counted from here: they overflow. */
    private static final long START = Long.MAX_VALUE - 15;

    @Test
    void run_in_the_order_of_their_time_and_not_before_it() {
        timer("c", 30);
        timer("a", 10);
        timer("b", 20);
        runUntil(9);
        assertThat(ran).isEmpty();
        runUntil(10);
        assertThat(ran).containsExactly("a");
        runUntil(100);
        assertThat(ran).containsExactly("a", "b", "c");
        assertThat(timers.size()).isZero();
    }

    @Test
    void do_not_run_once_cancelled_and_leave_nothing_behind() {
        Timer a = timer("a", 10);
        Timer b = timer("b", 20);
        a.cancel();
        a.cancel();
        assertThat(a.isScheduled()).isFalse();
        assertThat(b.isScheduled()).isTrue();
        assertThat(timers.size()).isEqualTo(1);
        runUntil(100);
        assertThat(ran).containsExactly("b");
        b.cancel();
        assertThat(timers.size()).isZero();
    }

    @Test
    void move_when_they_are_scheduled_again() {
        Timer a = timer("a", 10);
        timer("b", 20);
        timers.schedule(a, at(30));
        assertThat(timers.size()).isEqualTo(2);
        runUntil(100);
        assertThat(ran).containsExactly("b", "a");
    }

    @Test
    void say_how_long_there_is_to_the_next_one() {
        assertThat(timers.nanosToNext(START)).isEqualTo(Long.MAX_VALUE);
        timer("a", 10);
        assertThat(timers.nanosToNext(START)).isEqualTo(10);
        assertThat(timers.nanosToNext(at(10))).isZero();
        assertThat(timers.nanosToNext(at(12))).isEqualTo(-2);
    }

    @Test
    void keep_their_order_whatever_is_scheduled_and_cancelled() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            ran.clear();
            List<Timer> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(timer("" + i, random.nextInt(50)));
                if (random.nextInt(3) == 0) {
                    all.get(random.nextInt(all.size())).cancel();
                }
            }
            List<Long> dues = new ArrayList<>();
            all.stream()
                    .filter(Timer::isScheduled)
                    .map(timer -> timer.due - START)
                    .sorted()
                    .forEach(dues::add);
            List<Long> order = new ArrayList<>();
            runUntilEach(50, order);
            assertThat(order).as("seed " + seed).isEqualTo(dues);
        }
    }

    private static long at(long nanos) {
        return START + nanos;
    }

    private Timer timer(String name, long due) {
        Timer timer = new Timer(timers, () -> ran.add(name));
        timers.schedule(timer, at(due));
        return timer;
    }

    private void runUntil(long now) {
        for (Runnable task = timers.nextDue(at(now)); task != null; task = timers.nextDue(at(now))) {
            task.run();
        }
    }

    private void runUntilEach(int end, List<Long> order) {
        for (long now = 0; now < end; now++) {
            int before = ran.size();
            runUntil(now);
            for (int i = before; i < ran.size(); i++) {
                order.add(now);
            }
        }
    }
}

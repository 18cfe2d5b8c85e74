package kvs.history;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

class OrderTest {

    @Test
    void is_like_a_list_whose_members_are_compared_as_sets() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int answered = random.nextInt(100);
            int all = answered + random.nextInt(100) + 1;
            Order order = new Order(answered);
            Deque<Integer> model = new ArrayDeque<>();
            for (int i = 0; i < 500; i++) {
                int operation = random.nextInt(all);
                if (random.nextInt(5) < 3 && !model.contains(operation)) {
                    order.add(operation);
                    model.addLast(operation);
                } else if (!model.isEmpty()) {
                    Fact.when("removeLast()").gives((long) model.removeLast(), order.removeLast());
                }
                int from = random.nextInt(all);
                Fact.when("nextAbsent(" + from + ") with " + model)
                        .gives(
                                IntStream.range(from, 2 * all)
                                        .filter(o -> !model.contains(o))
                                        .findFirst()
                                        .orElseThrow(),
                                order.nextAbsent(from));
                Order fresh = new Order(answered);
                model.stream().sorted().forEach(fresh::add);
                Fact.when("members() with " + model + ", beside those of an order of the same operations")
                        .gives(fresh.members(), order.members());
            }
        }
    }

    @Test
    void tells_all_sets_of_operations_apart() {
        for (int answered = 0; answered <= 6; answered++) {
            Set<Order.Members> members = new HashSet<>();
            for (int set = 0; set < 64; set++) {
                Order order = new Order(answered);
                for (int operation = 0; operation < 6; operation++) {
                    if ((set >> operation & 1) == 1) {
                        order.add(operation);
                    }
                }
                members.add(order.members());
            }
            Fact.when("different members() of the 64 sets of six operations, of which " + answered + " have an answer")
                    .gives(64, members.size());
        }
    }
}

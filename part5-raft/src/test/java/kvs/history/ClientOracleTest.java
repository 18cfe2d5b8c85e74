package kvs.history;

import static kvs.history.Operations.by;
import static kvs.history.Operations.cas;
import static kvs.history.Operations.delete;
import static kvs.history.Operations.get;
import static kvs.history.Operations.history;
import static kvs.history.Operations.set;
import static kvs.history.Operations.unanswered;
import static kvs.history.Operations.unansweredSet;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientOracleTest {

    @Test
    void a_value_that_is_found_was_written() {
        assertThat(ClientOracle.check(history(set("a", 1, 2), get("b", 3, 4))))
                .containsExactly("C1 get -> b on x at 3 to 4: this value was never written");
        assertThat(ClientOracle.check(history(get("a", 1, 2), set("a", 3, 4))))
                .containsExactly(
                        "C1 get -> a on x at 1 to 2: this value was written later, by C1 set a -> done on x at 3 to 4");
        assertThat(ClientOracle.check(history(cas("a", "b", "a", 1, 2)))).hasSize(1);
        assertThat(ClientOracle.check(history(set("a", 1, 4), get("a", 0, 1)))).isEmpty();
        assertThat(ClientOracle.check(history(unansweredSet("a", 1), get("a", 3, 4))))
                .isEmpty();
        // Written twice: the earlier one counts.
        assertThat(ClientOracle.check(history(set("a", 5, 6), set("a", 1, 2), get("a", 3, 4))))
                .isEmpty();
    }

    @Test
    void two_compare_and_sets_do_not_replace_the_same_value() {
        assertThat(ClientOracle.check(
                        history(set("a", 1, 2), cas("a", "b", "a", 3, 9), by(2, cas("a", "c", "a", 4, 8)))))
                .containsExactly("C2 cas a to c -> a on x at 4 to 8: the same value was replaced by"
                        + " C1 cas a to b -> a on x at 3 to 9");
        assertThat(ClientOracle.check(
                        history(set("a", 1, 2), cas("a", "b", "a", 3, 9), by(2, cas("z", "c", "a", 4, 8)))))
                .as("one that found another value than it expected has replaced none")
                .isEmpty();
        assertThat(ClientOracle.check(history(
                        set("a", 1, 2),
                        cas("a", "b", "a", 3, 9),
                        by(2, set("a", 4, 8)),
                        by(2, cas("a", "c", "a", 10, 11)))))
                .as("a value that was written twice can be replaced twice")
                .isEmpty();
    }

    @Test
    void what_was_replaced_or_removed_stays_away() {
        assertThat(ClientOracle.check(history(set("a", 1, 2), set("b", 3, 4), get("a", 5, 6))))
                .containsExactly(
                        "C1 get -> a on x at 5 to 6: this value of C1 set a -> done on x at 1 to 2 was gone after"
                                + " C1 set b -> done on x at 3 to 4");
        assertThat(ClientOracle.check(history(set("a", 1, 2), delete(true, 3, 4), get("a", 5, 6))))
                .hasSize(1);
        assertThat(ClientOracle.check(history(set("a", 1, 2), cas("a", "b", "a", 3, 4), get("a", 5, 6))))
                .hasSize(1);
        assertThat(ClientOracle.check(history(set("a", 1, 3), set("b", 3, 4), get("a", 5, 6))))
                .as("two sets that overlap may have happened in any order")
                .isEmpty();
        assertThat(ClientOracle.check(history(set("a", 1, 2), set("b", 3, 5), get("a", 5, 6))))
                .isEmpty();
        assertThat(ClientOracle.check(history(set("a", 1, 2), unansweredSet("b", 3), get("a", 5, 6))))
                .isEmpty();
        assertThat(ClientOracle.check(history(unansweredSet("a", 1), set("b", 3, 4), get("a", 5, 6))))
                .isEmpty();
        assertThat(ClientOracle.check(history(set("a", 1, 2), cas("z", "b", "a", 3, 4), get("a", 5, 6))))
                .isEmpty();
    }

    @Test
    void a_key_is_not_absent_after_a_write_without_a_delete() {
        assertThat(ClientOracle.check(history(set("a", 1, 2), get(null, 3, 4))))
                .containsExactly(
                        "C1 get -> absent on x at 3 to 4: the key had a value after C1 set a -> done on x at 1 to 2,"
                                + " and no client had deleted it");
        assertThat(ClientOracle.check(history(set("a", 1, 2), delete(false, 5, 6), get(null, 3, 4))))
                .hasSize(1);
        assertThat(ClientOracle.check(history(set("a", 1, 3), get(null, 3, 4)))).isEmpty();
        assertThat(ClientOracle.check(history(unansweredSet("a", 1), get(null, 3, 4))))
                .isEmpty();
        assertThat(ClientOracle.check(history(set("a", 1, 2), unanswered(new Request.Delete(), 4), get(null, 3, 4))))
                .isEmpty();
    }

    @Test
    void the_finds_of_a_client_never_go_back() {
        Operation<Call> first = set("a", 1, 2);
        Operation<Call> second = set("b", 3, 20);
        assertThat(ClientOracle.check(history(first, second, by(2, get("b", 4, 5)), by(2, get("a", 6, 7)))))
                .containsExactly("C2 get -> a on x at 6 to 7: the same client had found a later value before, by"
                        + " C2 get -> b on x at 4 to 5");
        assertThat(ClientOracle.check(history(first, second, by(2, get("b", 4, 5)), by(3, get("a", 6, 7)))))
                .as("another client: that is for the checker to find")
                .isEmpty();
        assertThat(ClientOracle.check(history(first, second, by(2, get("a", 4, 5)), by(2, get("b", 6, 7)))))
                .isEmpty();
        assertThat(ClientOracle.check(history(set("a", 1, 3), second, by(2, get("b", 4, 5)), by(2, get("a", 6, 7)))))
                .isEmpty();
    }

    @Test
    void keys_do_not_mix() {
        assertThat(ClientOracle.check(history(set("a", 1, 2), Operations.on("y", get(null, 3, 4)))))
                .isEmpty();
    }
}

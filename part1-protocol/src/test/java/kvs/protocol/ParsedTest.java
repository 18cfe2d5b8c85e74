package kvs.protocol;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.Function;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import org.junit.jupiter.api.Test;

/** Three answers, and how a parser goes on from each. */
class ParsedTest {
    private static final Command PING = new Command.Ping(Bytes.utf8("a"));
    private static final Function<Command, Parsed<Response>> NEVER = _ -> {
        throw new AssertionError("went on without a complete part");
    };
    private static final Function<Command, Complete<Response>> NOTHING = _ -> {
        throw new AssertionError("made a message without a complete part");
    };

    @Test
    void a_message_is_its_own_answer() {
        Fact.when("result() of a command").holds(PING.result() == PING, "the same object", PING.result());
        Response ok = Response.Ok.DONE;
        Fact.when("result() of a response").holds(ok.result() == ok, "the same object", ok.result());
    }

    @Test
    void goes_on_behind_a_complete_part_with_whatever_comes_then() {
        for (Parsed<Response> next :
                List.<Parsed<Response>>of(Response.Ok.DONE, new Incomplete<>(3), new Malformed<>("no", 4))) {
            Fact.when("then " + next).gives(next, PING.then(_ -> next));
        }
    }

    @Test
    void hands_the_complete_part_on() {
        Fact.when("then").gives(PING, PING.<Command>then(command -> command));
        Fact.when("map").gives(PING, PING.<Command>map(command -> command));
    }

    @Test
    void makes_a_message_of_a_complete_part() {
        Fact.when("map").gives(Response.Ok.DONE, PING.map(_ -> Response.Ok.DONE));
    }

    @Test
    void goes_nowhere_from_an_incomplete_part() {
        Parsed<Command> incomplete = new Incomplete<>(5);
        Fact.when("Incomplete(5).then").gives(new Incomplete<Response>(5), incomplete.then(NEVER));
        Fact.when("Incomplete(5).map").gives(new Incomplete<Response>(5), incomplete.map(NOTHING));
    }

    @Test
    void goes_nowhere_from_a_malformed_part() {
        Parsed<Command> malformed = new Malformed<>("no", 5);
        Fact.when("Malformed(no, 5).then").gives(new Malformed<Response>("no", 5), malformed.then(NEVER));
        Fact.when("Malformed(no, 5).map").gives(new Malformed<Response>("no", 5), malformed.map(NOTHING));
    }

    @Test
    void takes_no_incomplete_of_which_nothing_is_missing() {
        for (int atLeast : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Incomplete<Command>(atLeast))
                    .withMessage("incomplete, yet " + atLeast + " bytes missing");
        }
    }
}

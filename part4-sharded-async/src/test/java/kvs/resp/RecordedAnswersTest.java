package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import kvs.protocol.Fact;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on keys answer as redis-server 7.0.15 has answered when the {@link Script}s were recorded. */
class RecordedAnswersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set.txt",
                "get.txt",
                "counters.txt",
                "floats.txt",
                "ranges.txt",
                "keys.txt",
                "expiry.txt",
                "scan.txt",
                "patterns.txt"
            })
    void one_shard_answers_as_redis_does(String script) throws IOException {
        replay(script, new Console());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set.txt",
                "get.txt",
                "counters.txt",
                "floats.txt",
                "ranges.txt",
                "keys.txt",
                "expiry.txt",
                "patterns.txt"
            })
    void many_shards_answer_as_redis_does(String script) throws IOException {
        replay(script, new Console(7, CommandTable.MAX_VALUE_BYTES));
    }

    private static void replay(String script, Console console) throws IOException {
        List<Script.Step> steps = Script.steps(script);
        assertThat(steps).isNotEmpty();
        for (Script.Step step : steps) {
            Fact.when(step.command() + "   (" + script + ":" + step.line() + ")")
                    .usually("Redis answers otherwise; the lines above in the script say what the command is about")
                    .gives(step.answer(), Script.escape(console.runWords(step.words())));
        }
    }
}

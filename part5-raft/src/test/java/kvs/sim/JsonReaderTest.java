package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void reads_every_kind_of_value() {
        assertThat(JsonReader.object(
                        " {\"a\" : [1, -2.5e2,0] ,\"b\":{},\"c\":[ ],\"d\":true,\"e\":false,\"f\":null,\"g\":\"\"}\t"))
                .isEqualTo(Map.of(
                        "a",
                        List.of(1.0, -250.0, 0.0),
                        "b",
                        Map.of(),
                        "c",
                        List.of(),
                        "d",
                        true,
                        "e",
                        false,
                        "f",
                        JsonReader.NULL,
                        "g",
                        ""));
    }

    @Test
    void reads_escapes() {
        assertThat(JsonReader.object("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00\"}"))
                .isEqualTo(Map.of("a", "\"\\/\b\f\n\r\t\u00e9\ud83d\ude00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}x",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":1e}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":nul}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u\uff11234\"}",
                "{\"a\":\"\\",
                "{\"a\":\"tab\t\"}",
                "{\"a\":\"nul\0\"}",
                "\"text\"",
                "1",
                "{}{}",
                "{\"a\":1\u00a0}"
            })
    void refuses_what_a_browser_refuses(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.object(line))
                .withMessageMatching("(?s)at column \\d+, expected .+, (found '.'|the line ends)");
    }

    @Test
    void limits_the_depth() {
        assertThat(JsonReader.object("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}"))
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.object("{\"a\":" + "[".repeat(100_000)))
                .withMessage("more than 64 brackets are nested at column 69");
    }
}

package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
    private static final String RUN = "{\"ev\":\"run\",\"seed\":42,\"nodes\":[1,2,3]}";
    private static final String DATA_BEGINS = "<script type=\"application/json\" id=\"trace\">";

    /** The kinds of the trace format, but for "run", which is no event. */
    private static final List<String> KINDS = List.of(
            "tick",
            "deliver",
            "send",
            "drop",
            "duplicate",
            "propose",
            "read",
            "persisted",
            "lost-write",
            "crash",
            "restart",
            "pause",
            "resume",
            "cut",
            "heal",
            "calm",
            "invoke",
            "return",
            "snapshot",
            "fault",
            "violation",
            "state");

    /** What a browser gives to JSON.parse: everything up to the next end tag of a script. */
    private static String data(String page) {
        int begin = page.indexOf(DATA_BEGINS) + DATA_BEGINS.length();
        return page.substring(begin, page.indexOf("</script", begin));
    }

    /** The trace, read back out of its page. */
    private static List<Map<String, Object>> events(String page) {
        return data(page)
                .strip()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonReader.object(line.endsWith(",") ? line.substring(0, line.length() - 1) : line))
                .toList();
    }

    private static String note(int number, String text) {
        return "{\"n\":" + number + ",\"t\":" + number * 10 + ",\"ev\":\"fault\",\"what\":\"" + text + "\"}";
    }

    @Test
    void keeps_every_event_of_the_trace_in_order() {
        List<String> trace = SampleTraces.figure8();

        List<Map<String, Object>> events = events(Timeline.html(trace));

        assertThat(events).isEqualTo(trace.stream().map(JsonReader::object).toList());
        assertThat(data(Timeline.html(List.of(RUN, note(1, "x")))))
                .isEqualTo("[\n" + RUN + ",\n" + note(1, "x") + "\n]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><script>alert(1)</script>",
                "<!-- <script>",
                "]]>",
                "&lt;",
                "line\u2028separator\u2029",
                "caf\u00e9 \ud83d\ude00",
                "half a pair \ud83d",
                "\u007f\u0085",
                "$1 \\\\ \\\" \\n"
            })
    void keeps_text_that_would_end_or_hide_the_script(String text) {
        String page = Timeline.html(List.of(RUN, note(1, text)));

        assertThat(events(page).getLast()).isEqualTo(JsonReader.object(note(1, text)));
        assertThat(data(page)).matches("[\\n -~]*").doesNotContain("<", ">", "&");
    }

    @Test
    void needs_nothing_but_itself() {
        String page = Timeline.html(SampleTraces.everyEvent());

        assertThat(page)
                .doesNotContainPattern("https?:|//[a-z]+\\.")
                .doesNotContainPattern("<link|<img|<iframe| src=|@import|url\\(|fetch\\(|XMLHttpRequest|import\\(")
                .contains("default-src 'none'");
        assertThat(page).as("marks of the frame").doesNotContain("/*style*/", "/*script*/", "/*trace*/");
        for (String script : Timeline.SCRIPTS) {
            holdsOnce(page, script);
        }
        holdsOnce(page, "timeline.css");
    }

    private static void holdsOnce(String page, String resource) {
        int at = page.indexOf(Timeline.resource(resource));
        assertThat(at).as("where the page has " + resource).isNotNegative();
        assertThat(page.lastIndexOf(Timeline.resource(resource)))
                .as("the last place where the page has " + resource)
                .isEqualTo(at);
    }

    @Test
    void no_script_ends_its_own_element() {
        for (String script : Timeline.SCRIPTS) {
            assertThat(Timeline.resource(script)).as(script).doesNotContain("</script", "<!--");
        }
        assertThat(Timeline.resource("timeline.css")).doesNotContain("</style");
    }

    @Test
    void the_page_has_a_sentence_for_every_kind_of_event_and_no_other() {
        String words = Timeline.resource("timeline-words.js");
        Matcher kinds = Pattern.compile("(?m)^  '?([a-z-]+)'?: \\{filter: '[a-z]+', say: ")
                .matcher(words);
        TreeSet<String> known = new TreeSet<>();
        while (kinds.find()) {
            known.add(kinds.group(1));
        }

        assertThat(known).containsExactlyInAnyOrderElementsOf(KINDS);
    }

    @Test
    void the_sample_has_an_event_of_every_kind() {
        assertThat(events(Timeline.html(SampleTraces.everyEvent())).stream().map(event -> event.get("ev")))
                .containsAll(KINDS);
    }

    @Test
    void every_filter_of_an_event_has_a_button() {
        Matcher filters = Pattern.compile("filter: '([a-z]+)'").matcher(Timeline.resource("timeline-words.js"));
        String page = Timeline.resource("timeline-page.js");
        int found = 0;
        for (; filters.find(); found++) {
            // A violation is never hidden.
            if (!filters.group(1).equals("always")) {
                assertThat(page).contains("['" + filters.group(1) + "', '");
            }
        }
        assertThat(found).isEqualTo(KINDS.size());
    }

    static List<List<Object>> damaged() {
        String good = note(5, "x");
        return List.of(
                List.of("", "line 3 of the trace is damaged: at column 1, expected '{', the line ends"),
                List.of("garbage", "at column 1, expected '{', found 'g'"),
                List.of(good.substring(0, 20), "at column 21, expected '\"', the line ends"),
                List.of(good + "}", "expected the end of the line, found '}'"),
                List.of(good.replace("\"t\":50", "\"t\":05"), "at column 13, expected '}', found '5'"),
                List.of(good.replace("\"t\":50", "\"t\":\"50\""), "it has no number \"t\""),
                List.of(good.replace("\"n\":5,", ""), "it has no number \"n\""),
                List.of(good.replace("\"n\":5", "\"n\":0"), "\"n\" goes back"),
                List.of(good.replace("\"t\":50", "\"t\":9"), "\"t\" goes back"),
                List.of(good.replace("\"ev\"", "\"event\""), "it has no \"ev\", the kind of the event"),
                List.of("[1]", "at column 1, expected '{', found '['"));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void names_a_damaged_line(List<String> damaged) {
        List<String> trace = List.of(RUN, note(1, "x"), damaged.getFirst(), note(6, "x"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeline.html(trace))
                .withMessageStartingWith("line 3 of the trace is damaged: ")
                .withMessageContaining(damaged.getLast())
                .withMessageEndingWith("; write the trace again");
    }

    @Test
    void a_trace_begins_with_its_run() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeline.html(List.of(note(1, "x"))))
                .withMessage("line 1 of the trace is damaged: the first line must be \"ev\":\"run\", not \"fault\";"
                        + " write the trace again");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeline.html(List.of("{\"ev\":\"run\",\"nodes\":[]}")))
                .withMessageContaining("line 1 of the trace is damaged: it has no \"nodes\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeline.html(List.of()))
                .withMessageContaining("the trace is empty");
    }

    @Test
    void a_run_without_an_event_and_events_of_one_step_are_fine() {
        assertThat(events(Timeline.html(List.of(RUN)))).hasSize(1);
        assertThat(events(Timeline.html(List.of(RUN, note(1, "x"), note(1, "y")))))
                .hasSize(3);
    }

    @Test
    void asks_for_one_line_at_a_time() throws IOException {
        List<String> log = new ArrayList<>();
        Iterable<String> trace = () -> List.of(RUN, note(1, "x"), note(2, "y")).stream()
                .peek(line -> log.add("read"))
                .iterator();
        Writer out = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) {
                String written = new String(text, offset, length);
                if (written.equals("{")) {
                    log.add("write");
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };

        Timeline.write(trace, out);

        assertThat(log.subList(0, 3)).containsExactly("read", "write", "read");
    }

    @Test
    void a_failing_output_is_the_callers_to_hear_of() {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> Timeline.write(List.of(RUN), full)).hasMessage("No space left on device");
    }
}

package kvs.cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long now = 5_000_000_000L;

    private Story story(boolean colour) {
        return new Story(new PrintStream(bytes, true, StandardCharsets.UTF_8), colour, () -> now);
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void has_the_time_since_it_began() {
        Story story = story(false);
        now += 12_340_000_000L;
        story.tell("node 2 leads");
        story.tellFault("node 2 is killed");
        story.kept("nothing was lost");
        story.broken("something was lost");
        story.detail("k1");

        assertThat(lines())
                .containsExactly(
                        " 12.3 s  node 2 leads",
                        " 12.3 s  node 2 is killed",
                        "✓ nothing was lost",
                        "✗ something was lost",
                        "  k1");
    }

    @Test
    void has_colours_only_where_they_are_welcome() {
        story(true).kept("nothing was lost");

        assertThat(lines()).containsExactly("\u001b[32m✓\u001b[0m nothing was lost");
    }

    @Test
    void tells_nothing_after_its_end() {
        Story story = story(false);
        story.end();
        story.tell("node 2 leads");

        assertThat(lines()).isEmpty();
    }
}

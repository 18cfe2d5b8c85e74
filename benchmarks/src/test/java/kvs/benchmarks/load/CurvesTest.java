package kvs.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The drawing has every point of every server. */
class CurvesTest {
    private static final List<String> FIGURES = List.of(
            "redis 16 100000 1.5", "shards-1 16 200000 0.7", "redis 65536 5000 20", "shards-1 65536 4000 30.25");

    @Test
    void draws_each_server_in_both_panels(@TempDir Path directory) throws Exception {
        Path figures = Files.write(directory.resolve("figures"), FIGURES);
        Path svg = directory.resolve("out.svg");
        Curves.draw(List.of(figures.toString(), svg.toString(), "Title", "subtitle", "size", "bytes"));
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(Files.readAllBytes(svg)))
                .getDocumentElement();
        // A circle for each point of the first server, and one in the legend; for the second, a square.
        assertThat(root.getElementsByTagName("circle").getLength()).isEqualTo(5);
        assertThat(root.getElementsByTagName("path").getLength()).isEqualTo(5);
        assertThat(Files.readString(svg, UTF_8))
                .contains(">redis<", ">shards-1<", ">16 B<", ">64 KiB<", ">200 k<", ">20 ms<", ">500 µs<");
    }

    @Test
    void a_higher_figure_is_higher_up() {
        LogAxis up = LogAxis.around(3, 800, 300, 100);
        assertThat(up.marks()).containsExactly(2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0);
        assertThat(up.at(2)).isEqualTo(300);
        assertThat(up.at(1000)).isEqualTo(100);
        // The same factor is the same distance.
        assertThat(up.at(20) - up.at(40)).isCloseTo(up.at(200) - up.at(400), org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void figures_that_cannot_be_drawn_are_an_error() {
        assertThatThrownBy(() -> Curves.read(List.of("redis 1 2"), "", "", "", "count"))
                .hasMessage("not a server and three figures: redis 1 2");
        assertThatThrownBy(() -> Curves.read(List.of(), "", "", "", "count"))
                .hasMessage("a drawing has 1 to 4 servers, but there are 0");
    }
}

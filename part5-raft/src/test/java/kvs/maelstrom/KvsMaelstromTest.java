package kvs.maelstrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KvsMaelstromTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    private void serve(String... lines) throws IOException, InterruptedException {
        InputStream in = new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        KvsMaelstrom.serve(in, out, new PrintWriter(err));
    }

    @Test
    void answers_what_arrived_before_the_end_of_its_input() throws Exception {
        serve(
                Nodes.init("n1", "n1"),
                "oops",
                Nodes.message("c1", "n1", "{\"type\":\"echo\",\"msg_id\":2,\"echo\":\"h\u00e9\"}"));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        {"src":"n1","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}
                        {"src":"n1","dest":"c1","body":{"type":"error","code":10,"text":"this node serves the workload lin-kv \
                        (read, write, cas), and not 'echo'","in_reply_to":2}}
                        """);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("skipped a line of standard input: it is not JSON");
    }

    @Test
    void answers_more_lines_than_one_turn_takes() throws Exception {
        String[] lines = new String[2_501];
        lines[0] = Nodes.init("n1", "n1");
        for (int i = 1; i < lines.length; i++) {
            lines[i] = Nodes.message("c1", "n1", "{\"type\":\"echo\",\"msg_id\":" + i + "}");
        }
        serve(lines);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2_501)
                .last()
                .asString()
                .endsWith("\"in_reply_to\":2500}}");
    }

    @Test
    void says_that_standard_input_cannot_be_read() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }
        };
        assertThatThrownBy(() -> KvsMaelstrom.serve(broken, out, new PrintWriter(err)))
                .isInstanceOf(IOException.class)
                .hasMessage("could not read standard input: Input/output error");
    }

    @Test
    void ends_when_standard_output_is_closed() {
        InputStream in = new ByteArrayInputStream(Nodes.init("n1", "n1").getBytes(StandardCharsets.UTF_8));
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        assertThatThrownBy(() -> KvsMaelstrom.serve(in, closed, new PrintWriter(err)))
                .isInstanceOf(IOException.class)
                .hasMessage("could not write to standard output: Broken pipe");
    }

    @Test
    void wrong_usage_is_refused() {
        int exit =
                new CommandLine(new KvsMaelstrom()).setErr(new PrintWriter(err)).execute("--node-count", "3");
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option", "--node-count");
    }

    @Test
    void json_stays_inside_this_package() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("kvs.maelstrom")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .withImportOption(new ImportOption.DoNotIncludeJars())
                        .importPackages("kvs"));
    }
}

package kvs.workbook.course;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TaskPageTest {

    private static final String PAGE = """
            ---
            title: "Strings: with a length"
            minutes: 25
            needs: [1.1, 1.10]
            reads: [part1-protocol#the-cursor, glossary]
            ---

            # A title

            ## Why

            Because.

            ```
            ## Task
            not a heading
            ```

            ### Deeper

            stays in Why

            ## Hints

            1. One?
            2. Two

               with a paragraph

               ```java
               int i;
                   1. deep
               ```
            3. Three
               goes on
            4. Four

            ## Then
            """;

    private static TaskPage page(String text) throws CourseException {
        return TaskPage.parse(Path.of("exercises/part1-protocol/1.2-strings.md"), text);
    }

    @Test
    void front_matter_says_what_the_page_is_about() throws CourseException {
        TaskPage page = page(PAGE);
        assertThat(page.title()).isEqualTo("Strings: with a length");
        assertThat(page.minutes()).isEqualTo(25);
        assertThat(page.kind()).isEqualTo(TaskPage.Kind.WRITE);
        assertThat(page.needs()).containsExactly(new ExerciseId(1, 1), new ExerciseId(1, 10));
        assertThat(page.reads()).containsExactly("part1-protocol#the-cursor", "glossary");
        assertThat(page(PAGE.replace("minutes: 25", "minutes: 25\nkind: measure"))
                        .kind())
                .isEqualTo(TaskPage.Kind.MEASURE);
    }

    @Test
    void a_section_ends_at_the_next_heading_that_is_not_code() throws CourseException {
        TaskPage page = page(PAGE);
        assertThat(page.section("Why")).get().asString().startsWith("Because.").endsWith("stays in Why");
        assertThat(page.section("Task")).isEmpty();
        assertThat(page.section("Then")).hasValue("");
    }

    @Test
    void a_hint_may_have_paragraphs_and_code() throws CourseException {
        assertThat(page(PAGE).hints())
                .containsExactly(
                        "One?",
                        "Two\n\nwith a paragraph\n\n```java\nint i;\n    1. deep\n```",
                        "Three\ngoes on",
                        "Four");
        assertThat(page(PAGE.replace("## Hints", "## Hint")).hints()).isEmpty();
        assertThat(page(PAGE.replace("\n", "\r\n")).hints()).hasSize(4);
    }

    @Test
    void anchors_are_made_as_github_makes_them() {
        assertThat(Markdown.of("""
                                # What's *new*?
                                ## `ByteCursor`, and a_b — c
                                ## Same
                                ## Same
                                ## Own {#mine}
                                ```
                                ## code
                                ```
                                """).anchors())
                .containsExactlyInAnyOrder("whats-new", "bytecursor-and-a_b--c", "same", "same-1", "mine");
    }
}

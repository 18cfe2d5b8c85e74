package kvs.workbook.course;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingsTest {

    private static final Path FILE = Path.of("part1-protocol/src/main/java/kvs/A.java");

    @TempDir
    private Path root;

    private Listings listings;

    @BeforeEach
    void write() {
        SmallCourse.in(root).with(FILE, """
                        package kvs;

                        /** A type. */
                        class A {

                            /** @solution 1.1 */
                            static final int ONE = 1;

                            /**
                             * Adds.
                             *
                             * @exercise 1.1
                             */
                            int add(int a) {

                                return a;
                            }

                            /**
                             * Adds.
                             *
                             * @exercise 1.1
                             * @param b more
                             */
                            int add(byte[] b) {
                                return 2;
                            }

                            A(int i) {}

                            private int size;

                            int size() {
                                return size;
                            }

                            static class Inner {
                                int deep() {
                                    return 3;
                                }
                            }
                        }
                        """);
        listings = new Listings(root);
    }

    private static String page(String fragment) {
        return "# Book\n\n<!-- listing: part1-protocol/src/main/java/kvs/A.java" + fragment
                + " -->\n\n```java\nold\n```\n\nAfter.\n";
    }

    private String listing(String fragment) {
        Listings.Filled filled = listings.fill(Path.of("docs/x.md"), page(fragment));
        assertThat(filled.problems()).isEmpty();
        String text = filled.text();
        assertThat(text).startsWith("# Book\n\n<!--").endsWith("\n```\n\nAfter.\n");
        return text.substring(text.indexOf("```java\n") + 8, text.lastIndexOf("```\n\nAfter"));
    }

    private String problem(String page) {
        Listings.Filled filled = listings.fill(Path.of("docs/x.md"), page);
        assertThat(filled.text()).isEqualTo(page);
        assertThat(filled.problems()).hasSize(1);
        return filled.problems().getFirst().toString();
    }

    @Test
    void a_listing_is_the_members_source_at_the_left_margin_without_marks() {
        assertThat(listing("#add(int)")).isEqualTo("/**\n * Adds.\n */\nint add(int a) {\n\n    return a;\n}\n");
        assertThat(listing("#A.add(byte...)"))
                .isEqualTo("/**\n * Adds.\n *\n * @param b more\n */\nint add(byte[] b) {\n    return 2;\n}\n");
        assertThat(listing("#add( byte[] ) no-javadoc")).isEqualTo("int add(byte[] b) {\n    return 2;\n}\n");
        assertThat(listing("#add(int) body")).isEqualTo("return a;\n");
        assertThat(listing("#ONE")).isEqualTo("static final int ONE = 1;\n");
        assertThat(listing("#size")).isEqualTo("int size() {\n    return size;\n}\n");
        assertThat(listing("#A(int)")).isEqualTo("A(int i) {}\n");
        assertThat(listing("#A.Inner.deep")).isEqualTo("int deep() {\n    return 3;\n}\n");
        assertThat(listing("#Inner")).startsWith("static class Inner {\n    int deep");
        assertThat(listing("#A"))
                .startsWith(
                        "/** A type. */\nclass A {\n\n    static final int ONE = 1;\n\n    /**\n     * Adds.\n     */\n    int add");
        assertThat(listing("")).startsWith("package kvs;\n").doesNotContain("@exercise", "@solution");
    }

    @Test
    void what_is_around_a_listing_stays_byte_for_byte() {
        String page =
                "1. Item\r\n\r\n   <!-- listing: part1-protocol/src/main/java/kvs/A.java#A(int) -->\r\n   ```java\r\n"
                        + "   ```\r\n\r\n```\r\n<!-- listing: not one -->\r\n```\r\nend";
        assertThat(listings.fill(Path.of("x.md"), page).text())
                .isEqualTo(page.replace("   ```java\r\n", "   ```java\r\n   A(int i) {}\r\n"));
    }

    @Test
    void a_listing_that_cannot_be_filled_is_named_with_file_and_line() {
        String at = "docs/x.md:3: ";
        assertThat(problem(page("#nothing")))
                .isEqualTo(at + "part1-protocol/src/main/java/kvs/A.java has no member nothing");
        assertThat(problem(page("#add")))
                .isEqualTo(
                        at + "part1-protocol/src/main/java/kvs/A.java add could be any of A.add(int), A.add(byte[])");
        assertThat(problem(page("#add(long)"))).endsWith("has no member add(long)");
        assertThat(problem(page("#ONE body"))).endsWith("A.java:7 ONE has no body");
        assertThat(problem(page("#ONE odd"))).isEqualTo(at + "a listing has the options no-javadoc and body, not odd");
        assertThat(problem(page("#ONE").replace("A.java", "B.java")))
                .isEqualTo(at + "there is no file part1-protocol/src/main/java/kvs/B.java");
        assertThat(problem(page("#ONE").replace("part1-protocol/", "../../")))
                .startsWith(at + "there is no file ../../src");
        assertThat(problem(page("#"))).isEqualTo(at + "a listing is written <!-- listing: path/File.java#member -->");
        assertThat(problem(page("#ONE").replace("```java", "```c")))
                .isEqualTo(at + "no block ```java follows the listing's line");
        assertThat(problem(page("#ONE").replace("old\n```", "old")))
                .isEqualTo(at + "the block of the listing is not closed");
    }
}

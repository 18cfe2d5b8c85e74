package kvs.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import kvs.protocol.FixedSeed;
import kvs.shard.Slice;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Provide;

/** The script {@code patterns.txt} has what Redis itself says of patterns. */
class GlobProperties {

    @FixedSeed
    void a_text_without_special_bytes_matches_itself_alone(
            @ForAll @From("letters") String text, @ForAll @From("letters") String other) {
        assertThat(matches(text, text)).isTrue();
        assertThat(matches(text, other)).isEqualTo(text.equals(other));
    }

    @FixedSeed
    void a_text_with_a_backslash_before_each_byte_matches_itself_alone(
            @ForAll @From("specials") String text, @ForAll @From("specials") String other) {
        String pattern = text.replaceAll("(?s)(.)", "\\\\$1");
        assertThat(matches(pattern, text)).isTrue();
        assertThat(matches(pattern, other)).isEqualTo(text.equals(other));
    }

    @FixedSeed
    void stars_and_question_marks_match_as_the_definition_says(
            @ForAll @From("wildcards") String pattern, @ForAll @From("letters") String text) {
        boolean expected = text.isEmpty() ? pattern.isEmpty() : matchesByDefinition(pattern, text);
        assertThat(matches(pattern, text)).isEqualTo(expected);
    }

    @FixedSeed
    void any_pattern_is_taken_for_any_text(@ForAll byte[] pattern, @ForAll byte[] text) {
        boolean matches = Glob.matches(Slice.of(pattern), Slice.of(text));
        // A star at the end takes whatever a shorter text leaves.
        if (matches && text.length > 0) {
            String starred = new String(pattern, ISO_8859_1) + "*";
            boolean endsOpen = starred.contains("[") || starred.endsWith("\\*");
            assertThat(endsOpen || matches(starred, new String(text, ISO_8859_1) + "more"))
                    .isTrue();
        }
    }

    @FixedSeed
    void looks_only_at_its_slice(@ForAll @From("wildcards") String pattern, @ForAll @From("letters") String text) {
        byte[] patternBytes = ("a" + pattern + "*").getBytes(ISO_8859_1);
        byte[] textBytes = ("b" + text + "c").getBytes(ISO_8859_1);
        Slice patternSlice = new Slice().set(patternBytes, 1, pattern.length());
        Slice textSlice = new Slice().set(textBytes, 1, text.length());
        assertThat(Glob.matches(patternSlice, textSlice)).isEqualTo(matches(pattern, text));
    }

    /** A matcher that tries each way of sharing the bytes among the stars needs more than 2^100 steps here. */
    @Example
    void many_stars_cost_no_more_than_pattern_times_text() {
        String text = "a".repeat(10_000);
        assertThat(matches("a*".repeat(200) + "b", text)).isFalse();
        assertThat(matches("*a".repeat(200) + "*b*", text)).isFalse();
        assertThat(matches("a*".repeat(200), text)).isTrue();
    }

    @Provide
    Arbitrary<String> letters() {
        return Arbitraries.strings().withChars("abc").ofMaxLength(8);
    }

    @Provide
    Arbitrary<String> specials() {
        return Arbitraries.strings()
                .withChars("a*?[]^-\\\n\u00ff")
                .ofMinLength(1)
                .ofMaxLength(4);
    }

    @Provide
    Arbitrary<String> wildcards() {
        return Arbitraries.strings().withChars("ab*?").ofMaxLength(8);
    }

    /** A star matches nothing, or one byte more than a star. */
    private static boolean matchesByDefinition(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return matchesByDefinition(pattern.substring(1), text)
                    || (!text.isEmpty() && matchesByDefinition(pattern, text.substring(1)));
        }
        return !text.isEmpty()
                && (pattern.charAt(0) == '?' || pattern.charAt(0) == text.charAt(0))
                && matchesByDefinition(pattern.substring(1), text.substring(1));
    }

    private static boolean matches(String pattern, String text) {
        return Glob.matches(Slice.of(pattern.getBytes(ISO_8859_1)), Slice.of(text.getBytes(ISO_8859_1)));
    }
}

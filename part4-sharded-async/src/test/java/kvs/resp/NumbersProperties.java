package kvs.resp;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.regex.Pattern;
import kvs.protocol.Fact;
import kvs.protocol.FixedSeed;
import kvs.shard.Slice;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;

/** The one form of whole numbers. */
class NumbersProperties {
    private static final Pattern FORM = Pattern.compile("0|-?[1-9][0-9]*");

    @FixedSeed
    void every_long_comes_back(@ForAll long number) {
        comesBack(number);
    }

    @Example
    void the_ends_of_the_range_come_back() {
        for (long number : new long[] {0, 1, -1, 9, 10, -10, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1}) {
            comesBack(number);
        }
    }

    private static void comesBack(long number) {
        Slice word = word(Long.toString(number));
        Fact.when("parseLong(" + number + ")").gives(number, Numbers.parseLong(word));
        Fact.when("isLong(" + number + ")").gives(true, Numbers.isLong(word));
    }

    @FixedSeed
    void accepts_what_java_accepts_in_the_one_form(@ForAll("nearlyNumbers") String text) {
        boolean expected = FORM.matcher(text).matches() && fitsInLong(text);
        Fact.when("isLong(" + text + ")").gives(expected, Numbers.isLong(word(text)));
        if (!expected) {
            Fact.when("parseLong(" + text + ", 7)").gives(7, Numbers.parseLong(word(text), 7));
            assertThatExceptionOfType(NumberFormatException.class).isThrownBy(() -> Numbers.parseLong(word(text)));
        }
    }

    @Provide
    Arbitrary<String> nearlyNumbers() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("01289+- .").ofMaxLength(22),
                Arbitraries.strings().numeric().ofMinLength(17).ofMaxLength(21),
                Arbitraries.strings().numeric().ofMinLength(17).ofMaxLength(21).map(digits -> "-" + digits),
                Arbitraries.of(
                        "",
                        "-",
                        "-0",
                        "00",
                        "+1",
                        "9223372036854775808",
                        "-9223372036854775809",
                        "9223372036854775810",
                        "92233720368547758070",
                        "18446744073709551616",
                        "18446744073709551617",
                        "100000000000000000000"));
    }

    private static boolean fitsInLong(String text) {
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static Slice word(String text) {
        // Digits around the word, which do not belong to it.
        byte[] array = Requests.bytes("9" + text + "9");
        return new Slice().set(array, 1, text.length());
    }
}

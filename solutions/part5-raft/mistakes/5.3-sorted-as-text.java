import java.util.Arrays;

/**
 * Sorts the indexes as text. 9 is after 10 then, and 10 after 100.
 *
 * @sees the wrong one of 9, 10 and 100
 * @probably the indexes are sorted as text: 9 is less than 10
 */
class CommitRule {
    static long agreedByMajority(long[] match) {
        String[] texts = Arrays.stream(match).mapToObj(Long::toString).sorted().toArray(String[]::new);
        return Long.parseLong(texts[(texts.length - 1) / 2]);
    }
}

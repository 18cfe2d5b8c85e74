package kvs.workbook;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the tests of an exercise said of one version of its files, as far as a proof asks.
 *
 * @param tests how many there are
 * @param failed those that failed, by {@code class#method}, with their words
 * @param ended why the worker ended before the tests did; empty when it did not. Then {@code failed} holds this reason
 *     under the test that ran
 */
record Findings(int tests, SortedMap<String, String> failed, String ended) {

    /** As lines of text, which {@link #parse} reads again. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append("tests ")
                .append(tests)
                .append('\n')
                .append("ended ")
                .append(ended)
                .append('\n');
        failed.forEach((test, words) -> {
            text.append("-- ").append(test).append('\n');
            words.lines().forEach(line -> text.append("   ").append(line).append('\n'));
        });
        return text.toString();
    }

    /** @throws IllegalArgumentException when the text is not one of {@link #text} */
    static Findings parse(String text) {
        int tests = -1;
        String ended = "";
        SortedMap<String, String> failed = new TreeMap<>();
        String test = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("tests ")) {
                tests = Integer.parseInt(line.substring(6));
            } else if (line.startsWith("ended ")) {
                ended = line.substring(6);
            } else if (line.startsWith("-- ")) {
                test = line.substring(3);
                failed.put(test, "");
            } else if (line.startsWith("   ") && !failed.isEmpty()) {
                failed.merge(test, line.substring(3), (before, more) -> before.isEmpty() ? more : before + "\n" + more);
            } else {
                throw new IllegalArgumentException("not a line of findings: " + line);
            }
        }
        if (tests < 0) {
            throw new IllegalArgumentException("no number of tests");
        }
        return new Findings(tests, failed, ended);
    }
}

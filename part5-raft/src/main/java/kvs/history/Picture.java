package kvs.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A {@link Window} as text: clients as rows, time from left to right, at most {@link #COLUMNS} wide. Only the order of times is
 * drawn, not their distances.
 *
 * <pre>
 *   key x: no order explains what clients saw from 4 to 8
 *
 *   C2  |-----------1-----------|
 *   C3        |--2--|     |-----3-----|
 *
 *   1  C2  set b -&gt; done  3 to 7
 *   2  C3  get -&gt; b       4 to 5
 *   3  C3  get -&gt; a       6 to 8
 *
 *   All answers before are explained. No order explains 3, whatever value the key had at 4.
 * </pre>
 */
final class Picture {
    static final int COLUMNS = 100;

    private final Window window;

    /** All times of the window, in order: each has a column. */
    private final List<Long> times;

    /** Columns in front of the first time: the name of the client. */
    private final int margin;

    Picture(Window window) {
        this.window = window;
        TreeSet<Long> all = new TreeSet<>();
        for (Operation<Call> operation : window.operations()) {
            all.add(operation.invoked());
            if (operation.answered()) {
                all.add(operation.returned());
            }
        }
        times = List.copyOf(all);
        margin = 2
                + window.operations().stream()
                        .mapToInt(o -> name(o).length())
                        .max()
                        .orElse(0);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("key " + window.key() + ": no order explains what clients saw from "
                + window.from() + " to " + window.until() + "\n\n");
        rows().forEach(row -> text.append(row).append('\n'));
        text.append('\n');
        legend().forEach(line -> text.append(cut(line)).append('\n'));
        text.append('\n').append(conclusion());
        return text.toString();
    }

    private static String name(Operation<Call> operation) {
        return "C" + operation.call().client();
    }

    private List<String> rows() {
        Map<String, List<char[]>> rows = new LinkedHashMap<>();
        List<Operation<Call>> operations = window.operations();
        for (int i = 0; i < operations.size(); i++) {
            Operation<Call> operation = operations.get(i);
            int start = column(operation.invoked());
            int end = operation.answered() ? column(operation.returned()) : COLUMNS - 1;
            List<char[]> ofClient = rows.computeIfAbsent(name(operation), _ -> new ArrayList<>());
            char[] row = ofClient.stream()
                    .filter(r -> isFree(r, start, end))
                    .findFirst()
                    .orElseGet(() -> {
                        char[] empty = new char[COLUMNS];
                        Arrays.fill(empty, ' ');
                        ofClient.add(empty);
                        return empty;
                    });
            draw(row, start, end, operation.answered(), Integer.toString(i + 1));
        }
        List<String> lines = new ArrayList<>();
        rows.forEach((name, drawn) -> drawn.forEach(row -> {
            name.getChars(0, name.length(), row, 0);
            lines.add(new String(row).stripTrailing());
        }));
        return lines;
    }

    private int column(long time) {
        int at = Collections.binarySearch(times, time);
        int width = Math.min(COLUMNS - 1 - margin, 6 * times.size());
        return margin + (int) ((long) at * width / Math.max(1, times.size()));
    }

    private static boolean isFree(char[] row, int start, int end) {
        for (int i = start; i <= end; i++) {
            if (row[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    private static void draw(char[] row, int start, int end, boolean answered, String label) {
        Arrays.fill(row, start, end + 1, answered ? '-' : '.');
        row[start] = '|';
        if (answered) {
            row[end] = '|';
        }
        int room = end - start - 1;
        if (label.length() <= room) {
            int at = answered ? start + 1 + (room - label.length()) / 2 : start + 1;
            label.getChars(0, label.length(), row, at);
        }
    }

    private List<String> legend() {
        List<Operation<Call>> operations = window.operations();
        int widest = operations.stream()
                .mapToInt(o -> Math.min(50, o.call().toString().length()))
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            Operation<Call> operation = operations.get(i);
            lines.add(("%" + Integer.toString(operations.size()).length() + "d  %-" + (margin - 2) + "s  %-"
                            + Math.max(1, widest) + "s  %s")
                    .formatted(
                            i + 1,
                            name(operation),
                            operation.call(),
                            operation.invoked() + (operation.answered() ? " to " + operation.returned() : "")));
        }
        return lines;
    }

    private static String cut(String line) {
        return line.length() <= COLUMNS ? line : line.substring(0, COLUMNS - 3) + "...";
    }

    /** Returns what the picture shows, in words. */
    private String conclusion() {
        List<String> first = new ArrayList<>();
        List<Operation<Call>> operations = window.operations();
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i).returned() == window.until()) {
                first.add(Integer.toString(i + 1));
            }
        }
        return wrap("All answers before are explained. No order explains " + String.join(" and ", first)
                + (window.fromTheStart()
                        ? "; the key was absent at first."
                        : ", whatever value the key had at " + window.from() + "."));
    }

    private static String wrap(String text) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > COLUMNS) {
                lines.append(cut(line.toString())).append('\n');
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        return lines.append(cut(line.toString())).append('\n').toString();
    }
}

package kvs.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/**
 * A logarithmic axis: the same factor is the same distance.
 *
 * @param least the value at {@code from}
 * @param most the value at {@code to}
 */
record LogAxis(double least, double most, double from, double to) {

    /** An axis with round ends, from at most {@code least} to at least {@code most}, and at least as long as a doubling. */
    static LogAxis around(double least, double most, double from, double to) {
        double low = round(least, false);
        return new LogAxis(low, Math.max(round(most, true), low * 2), from, to);
    }

    /** Returns where {@code value} is; a value below the least is at the least. */
    double at(double value) {
        double share = Math.log(Math.max(value, least) / least) / Math.log(most / least);
        return from + share * (to - from);
    }

    /** Returns the round values: 1, 2, 5, 10, 20, 50 …. */
    List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        for (double mark = round(least, false); mark <= most * 1.01; mark = above(mark)) {
            marks.add(mark);
        }
        return marks;
    }

    /** Returns the next of 1, 2, 5, 10, 20, 50 … that is not below, or not above, {@code value}. */
    private static double round(double value, boolean up) {
        double round = 1;
        while (above(round) <= value) {
            round = above(round);
        }
        return up && round < value ? above(round) : round;
    }

    private static double above(double round) {
        double ten = Math.pow(10, Math.floor(Math.log10(round * 1.01)));
        int digit = (int) Math.round(round / ten);
        return ten * (digit == 1 ? 2 : digit == 2 ? 5 : 10);
    }

    /** Returns a time as text. */
    static String micros(double micros) {
        if (micros < 999) {
            return Svg.format("%.0f µs", micros);
        }
        return micros < 999_999 ? Svg.format("%.0f ms", micros / 1e3) : Svg.format("%.0f s", micros / 1e6);
    }

    /** Returns a number as text. */
    static String count(double count) {
        if (count < 999) {
            return Svg.format("%.0f", count);
        }
        return count < 999_999 ? Svg.format("%.0f k", count / 1e3) : Svg.format("%.0f M", count / 1e6);
    }

    /** Returns a size as text; {@code bytes} may be many. */
    static String bytes(double bytes) {
        if (bytes < 1 << 10) {
            return Svg.format("%.0f B", bytes);
        }
        return bytes < 1 << 20 ? Svg.format("%.0f KiB", bytes / (1 << 10)) : Svg.format("%.0f MiB", bytes / (1 << 20));
    }
}

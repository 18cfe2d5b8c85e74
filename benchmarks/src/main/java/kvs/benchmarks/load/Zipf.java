package kvs.benchmarks.load;

import java.util.random.RandomGenerator;

/**
 * Ranks 1 to n, of which rank k comes with a probability in proportion to k^-0.99: with 100,000 of them, a fifth of all
 * draws are the first eight. The exponent is that of YCSB (Cooper et al., 2010), so that figures compare.
 *
 * <p>By rejection-inversion (Hörmann and Derflinger, 1996): draw from the area below a curve through the tops of the
 * bars, whose inverse is known; keep the draw if it fell into a bar. No table, so that a hundred million keys cost no
 * memory and no start-up time, and about one draw in twenty is tried again.
 */
public final class Zipf {
    private static final double EXPONENT = 0.99;

    private final long n;

    /** Area below the curve from 1 to the right end of the last bar. */
    private final double whole;

    /** The same at the left end, where the first bar is as wide as its probability demands. */
    private final double start;

    /** A draw that lies no further than this left of its rank needs no look at the bar. */
    private final double safe;

    /** Of the ranks 1 to {@code n}. */
    public Zipf(long n) {
        this.n = n;
        this.whole = area(n + 0.5);
        this.start = area(1.5) - 1;
        this.safe = 2 - inverse(area(2.5) - height(2));
    }

    /** A rank. Whoever has a source of randomness of its own may call this from any thread. */
    public long next(RandomGenerator random) {
        while (true) {
            double drawn = whole + random.nextDouble() * (start - whole);
            double x = inverse(drawn);
            long rank = Math.clamp(Math.round(x), 1, n);
            if (rank - x <= safe || drawn >= area(rank + 0.5) - height(rank)) {
                return rank;
            }
        }
    }

    private static double height(double x) {
        return Math.pow(x, -EXPONENT);
    }

    /** Of the curve x^-exponent, from 1 to {@code x}. */
    private static double area(double x) {
        return (Math.pow(x, 1 - EXPONENT) - 1) / (1 - EXPONENT);
    }

    private static double inverse(double area) {
        return Math.pow(1 + area * (1 - EXPONENT), 1 / (1 - EXPONENT));
    }
}

package kvs.resp;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * A number as the C type {@code long double} holds it on x86: 64 significant bits. Redis calculates INCRBYFLOAT with it,
 * and shows the sum with 17 decimals: a {@code double} would differ in the last ones.
 *
 * <p>Left out: hexadecimal numbers, which C reads, too.
 *
 * @param value null for infinity
 */
record LongDouble(@Nullable BigDecimal value) {
    private static final LongDouble INFINITE = new LongDouble(null);
    private static final int BITS = 64;
    private static final int DECIMALS = 17;

    /** The longest text that Redis reads. */
    private static final int MAX_TEXT_BYTES = 5 * 1024 - 1;

    /** 2 to this power is the first number that is too large. */
    private static final int MAX_EXPONENT = 16_384;

    /** 2 to this power is the smallest number. */
    private static final int MIN_EXPONENT = -16_445;

    /** A number whose first digit stands for a power of ten beyond this one is too large, or with a minus too small. */
    private static final int MAX_MAGNITUDE = 4_960;

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");
    private static final Pattern INFINITY = Pattern.compile("(?i)[+-]?inf(inity)?");

    /** Returns the number nearest to {@code text}; null if that is no number, too large, or too small but not 0. */
    static @Nullable LongDouble parse(Slice text) {
        if (text.length() > MAX_TEXT_BYTES) {
            return null;
        }
        String number = new String(text.array(), text.from(), text.length(), StandardCharsets.ISO_8859_1);
        if (INFINITY.matcher(number).matches()) {
            return INFINITE;
        }
        if (!NUMBER.matcher(number).matches()) {
            return null;
        }
        BigDecimal exact = new BigDecimal(number);
        // Before the rounding: it needs as many digits as the exponent says.
        if (exact.signum() != 0 && Math.abs((long) exact.precision() - exact.scale()) > MAX_MAGNITUDE) {
            return null;
        }
        LongDouble rounded = rounded(exact);
        boolean fits = rounded.value != null && rounded.value.signum() == exact.signum();
        return fits ? rounded : null;
    }

    /** Returns the sum, rounded; infinity where one is infinite. */
    LongDouble plus(LongDouble other) {
        return value == null || other.value == null ? INFINITE : rounded(value.add(other.value));
    }

    /** Returns {@code number} as Redis writes it: 17 decimals, without the zeros at the end. */
    static String text(BigDecimal number) {
        BigDecimal shown = number.setScale(DECIMALS, RoundingMode.HALF_EVEN);
        return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
    }

    private static LongDouble rounded(BigDecimal exact) {
        if (exact.signum() == 0) {
            return new LongDouble(BigDecimal.ZERO);
        }
        BigInteger digits = exact.unscaledValue().abs();
        BigInteger above = exact.scale() < 0 ? digits.multiply(BigInteger.TEN.pow(-exact.scale())) : digits;
        BigInteger below = exact.scale() > 0 ? BigInteger.TEN.pow(exact.scale()) : BigInteger.ONE;
        int exponent = Math.max(MIN_EXPONENT, above.bitLength() - below.bitLength() - BITS);
        BigInteger bits = quotient(above, below, exponent);
        if (bits.bitLength() > BITS) {
            // The estimate is one too low for half of all numbers.
            exponent++;
            bits = quotient(above, below, exponent);
        }
        if (bits.bitLength() + exponent > MAX_EXPONENT) {
            return INFINITE;
        }
        BigDecimal nearest = exponent >= 0
                ? new BigDecimal(bits.shiftLeft(exponent))
                : new BigDecimal(bits.multiply(BigInteger.valueOf(5).pow(-exponent)), -exponent);
        return new LongDouble(exact.signum() < 0 ? nearest.negate() : nearest);
    }

    /** Returns {@code above / below / 2^exponent}, rounded to the nearest integer, and to an even one in the middle. */
    private static BigInteger quotient(BigInteger above, BigInteger below, int exponent) {
        BigInteger dividend = above.shiftLeft(Math.max(0, -exponent));
        BigInteger divisor = below.shiftLeft(Math.max(0, exponent));
        BigInteger[] result = dividend.divideAndRemainder(divisor);
        int half = result[1].shiftLeft(1).compareTo(divisor);
        boolean up = half > 0 || (half == 0 && result[0].testBit(0));
        return up ? result[0].add(BigInteger.ONE) : result[0];
    }
}

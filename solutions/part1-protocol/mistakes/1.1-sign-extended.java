/**
 * Takes the bytes from the array as they are. A Java byte goes from -128 to 127, and when it is widened its sign fills
 * all the higher bits with ones.
 *
 * @shipped crypt_blowfish before 1.1, and so PHP and PostgreSQL's pgcrypto: a signed char went into a 32-bit word by an
 *     OR, and the ones of its sign wiped out the characters of the password before it; unnoticed for 13 years
 *     (CVE-2011-2483)
 * @sees every byte up to 7f right, 80 and above negative; ff even looks like UNDERFLOW
 * @probably a byte above 7f was widened with its sign: peek gives 0 to 255, a byte from the array is signed
 */
class ByteCursor {
    public int getU8() {
        if (remaining() < 1) {
            return UNDERFLOW;
        }
        int value = array[base + position];
        skip(1);
        return value;
    }

    public long getU32() {
        if (remaining() < 4) {
            return UNDERFLOW;
        }
        int at = base + position;
        long value = (long) array[at] << 24 | array[at + 1] << 16 | array[at + 2] << 8 | array[at + 3];
        skip(4);
        return value;
    }
}

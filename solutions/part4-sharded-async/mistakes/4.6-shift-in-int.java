/**
 * Shifts an int. A shift by 32 is one by 0 for an int, so the fifth byte from the end falls onto the last one, and two names
 * whose bytes changed places are the same number.
 *
 * @sees a command by a name with two bytes in each other's place
 * @probably an int is shifted, and Java takes the distance modulo 32: shift a long
 */
class CommandTable {
    static long packed(Slice name, int from, int to) {
        long packed = 0;
        for (int i = from; i < to; i++) {
            int letter = name.at(i);
            if (letter >= 'a' && letter <= 'z') {
                letter -= 'a' - 'A';
            }
            packed |= letter << Byte.SIZE * (to - 1 - i);
        }
        return packed;
    }
}

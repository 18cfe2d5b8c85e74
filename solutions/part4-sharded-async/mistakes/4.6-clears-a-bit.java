/**
 * Clears the bit that tells a small letter from a capital, whatever the byte is. Other bytes become equal, too: a hyphen and
 * CR, an exclamation mark and a control byte.
 *
 * @sees a command by a name with a control byte in it
 * @probably only the letters a to z have another case: a byte that is no letter has to stay what it is
 */
class CommandTable {
    static long packed(Slice name, int from, int to) {
        long packed = 0;
        for (int i = from; i < to; i++) {
            packed = packed << Byte.SIZE | name.at(i) & ~0x20;
        }
        return packed;
    }
}

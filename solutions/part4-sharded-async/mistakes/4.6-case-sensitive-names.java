/**
 * Takes the bytes as they are. Commands are stored in lower case, and most clients send them in upper case.
 *
 * @sees no command by the name GET
 * @probably a name is compared with its case: GET, get and Get are the same command
 */
class CommandTable {
    static long packed(Slice name, int from, int to) {
        long packed = 0;
        for (int i = from; i < to; i++) {
            packed = packed << Byte.SIZE | name.at(i);
        }
        return packed;
    }
}

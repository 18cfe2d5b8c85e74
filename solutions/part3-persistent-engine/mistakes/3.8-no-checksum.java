/**
 * Takes the hint for whole because it is long enough. Its bytes were never forced; a bit that is wrong moves a key to
 * another record, or another key to this one.
 *
 * @shipped Bitcask until 2012: its hint files had no checksum; one was added, and a hint that fails it is passed over for
 *     the data file (basho/bitcask pull request 35)
 * @sees entries from a hint with a flipped bit
 * @probably the checksum is there, and nobody compares it
 */
class HintFile {
    private static boolean isWhole(ByteBuffer in) {
        return in.remaining() >= CRC_BYTES;
    }
}

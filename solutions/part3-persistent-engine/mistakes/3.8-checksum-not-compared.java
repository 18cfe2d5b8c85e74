/**
 * Takes the hint file for whole because it is long enough. Its bytes were never forced; a wrong bit points a key to
 * another record, or changes the key of a record.
 *
 * @shipped Bitcask until 2012: its hint files had no checksum; one was added, and a hint that fails it is passed over
 *     for the data file (basho/bitcask pull request 35)
 * @sees entries from a hint with a flipped bit
 * @probably the hint has a checksum, and it is not compared
 */
class HintFile {
    private static boolean isWhole(ByteBuffer in) {
        return in.remaining() >= CRC_BYTES;
    }
}

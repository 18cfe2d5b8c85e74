/**
 * Writes the number of characters of the text, and then its bytes. In UTF-8 a character outside ASCII takes two to four
 * bytes, so the reader stops too early and reads the rest as the next field.
 *
 * @sees length 2 in front of the three bytes 6e c3 a9; every test in plain ASCII passes
 * @probably length() of a String counts characters, the protocol counts bytes: turn the text into bytes first
 */
class BinaryCodec {
    static void putString(String text, ByteBuf out) {
        out.writeInt(text.length());
        Bytes.utf8(text).writeTo(out);
    }
}

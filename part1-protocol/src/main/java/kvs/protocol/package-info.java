/**
 * From bytes to commands and back. Given some bytes: <em>is this a message, could it still become one, or can it
 * never?</em>
 *
 * <pre>
 *   bytes                01 00 00 00 00 00 00 00 03 66 6f 6f | 01 00 ...
 *     |
 *   ByteCursor           a place in them: getU8, getU32, getString
 *     |
 *   Codec                a protocol: BinaryCodec, TextCodec
 *     |
 *   Parsed               Complete, Incomplete or Malformed
 *     |
 *   Command              Get[key="foo"]
 *     :                  a store runs it: part 2
 *   Response             Ok[payload="barbar"]
 *     |
 *   Codec
 *     |
 *   bytes                01 30 00 00 00 06 62 61 72 62 61 72
 * </pre>
 *
 * <p>A codec is a function: it sees the bytes at a cursor, and what it answers depends on nothing else. So it cannot
 * know into how many reads the network has cut a stream, and cannot get that wrong. {@link
 * kvs.protocol.StreamDecoder} is the one place where reads are put together again. What has to be remembered between
 * them, so that no byte is looked at over and over, is in a {@link kvs.protocol.Scan}; it saves work and changes no
 * answer.
 *
 * <p>To be read in this order:
 *
 * <ol>
 *   <li>{@link kvs.protocol.Command} and {@link kvs.protocol.Response}: what can be said, made of {@link
 *       kvs.protocol.Bytes}.
 *   <li>{@link kvs.protocol.Parsed}: the idea of the part, three answers instead of two.
 *   <li>{@link kvs.protocol.ByteCursor}: a read takes all that it needs, or nothing.
 *   <li>{@link kvs.protocol.Codec}: what a protocol is, and {@link kvs.protocol.Limits}: how much of it we put up with.
 *   <li>{@link kvs.protocol.BinaryCodec}: where it is decided what the bytes mean, by lengths.
 *   <li>{@link kvs.protocol.StreamDecoder}: from a stream to messages.
 *   <li>{@link kvs.protocol.TextCodec}: the same without lengths, byte for byte.
 * </ol>
 *
 * <p><b>Threads.</b> Bytes, commands, responses, answers, limits and codecs never change and may be shared. Cursors,
 * scans, stream decoders and the buffers below them belong to a connection and to one thread at a time.
 *
 * <p><b>Left out on purpose.</b> There is no input or output here, hence no time limit and no flush: part 2 has
 * sockets. Messages carry no number, so answers come in the order of the requests; part 5 will need numbers. There is
 * no checksum: TCP has one, and part 3 adds its own where bytes have to last. Unknown commands are refused and not
 * skipped, as nothing says how long they are. Keys have no character set. Buffers are on the heap, because a parser
 * that goes byte by byte is at home in an array.
 */
@NullMarked
package kvs.protocol;

import org.jspecify.annotations.NullMarked;

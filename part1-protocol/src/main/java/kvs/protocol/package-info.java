/**
 * Bytes to commands and back. The package answers one question: given some bytes, <em>is this a message, could it still
 * become one, or can it never become one?</em>
 *
 * <pre>
 *   bytes                01 00 00 00 00 00 00 00 03 66 6f 6f | 01 00 ...
 *     |
 *   ByteCursor           a position in them: getU8, getU32, getString
 *     |
 *   Codec                a protocol: BinaryCodec, TextCodec
 *     |
 *   Parsed               Complete, Incomplete or Malformed
 *     |
 *   Command              Get[key="foo"]
 *     :                  an engine executes it: part 2
 *   Response             Ok[payload="barbar"]
 *     |
 *   Codec
 *     |
 *   bytes                01 30 00 00 00 06 62 61 72 62 61 72
 * </pre>
 *
 * <p>A codec is a function: its answer depends on the bytes at the cursor and on nothing else. It does not know how the
 * network cut the stream into reads, so it cannot get that wrong. {@link kvs.protocol.StreamDecoder} is the one class
 * that joins reads. A {@link kvs.protocol.Scan} remembers between two reads how far the codec has looked, so that it
 * does not look at every byte again. A scan saves work and changes no answer.
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>{@link kvs.protocol.Command} and {@link kvs.protocol.Response}: the messages, built from {@link
 *       kvs.protocol.Bytes}.
 *   <li>{@link kvs.protocol.Parsed}: the idea of the part, three answers instead of two.
 *   <li>{@link kvs.protocol.ByteCursor}: a read takes all the bytes that it needs, or none.
 *   <li>{@link kvs.protocol.Codec}: what a protocol is, and {@link kvs.protocol.Limits}: how long its keys and values
 *       may be.
 *   <li>{@link kvs.protocol.BinaryCodec}: what the bytes mean, in a protocol with lengths.
 *   <li>{@link kvs.protocol.StreamDecoder}: from a stream to messages.
 *   <li>{@link kvs.protocol.TextCodec}: the same in a protocol without lengths, byte by byte.
 * </ol>
 *
 * <p><b>Threads.</b> Bytes, commands, responses, parse results, limits and codecs are immutable and may be shared.
 * Cursors, scans, stream decoders and the buffers below them belong to one connection and to one thread at a time.
 *
 * <p><b>Left out on purpose.</b> There is no input or output here, hence no time limit and no flush: part 2 has
 * sockets. Messages carry no request number, so responses come in the order of the requests; part 5 will need numbers.
 * There is no checksum: TCP has one, and part 3 adds its own for bytes on disk. Unknown commands are rejected and not
 * skipped, because their length is unknown. Keys have no character set. Buffers are on the heap, because a parser that
 * reads byte by byte is fastest on an array.
 */
@NullMarked
package kvs.protocol;

import org.jspecify.annotations.NullMarked;

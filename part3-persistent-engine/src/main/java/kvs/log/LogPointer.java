package kvs.log;

/**
 * Where a record is: the twelve bytes that an index keeps for each key.
 *
 * @param segment the number of its file; never given to another file
 * @param offset of the record's first byte, in bytes from the start of the file
 * @param length of the whole record, in bytes, header and payload
 */
public record LogPointer(int segment, int offset, int length) {}

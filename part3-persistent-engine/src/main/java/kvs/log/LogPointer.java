package kvs.log;

/**
 * Where a record is. Twelve bytes, for those who keep millions and none as an object: each method that takes a pointer
 * takes its three numbers too.
 *
 * @param segment the number of its file; never given to another file
 * @param offset of the record's first byte, in bytes from the start of the file
 * @param length of the whole record, in bytes, header and payload
 */
public record LogPointer(int segment, int offset, int length) {}

package kvs.workbook.check;

/**
 * One thing that the compiler did not accept.
 *
 * @param path the source as it was named to {@link SourceCompiler#compile}; empty when the error is in no file
 * @param line from 1; 0 when there is none
 * @param column from 1; 0 when there is none
 * @param message the compiler's own words, in English, maybe several lines
 * @param sourceLine the line of the source, or empty
 */
public record CompileError(String path, long line, long column, String message, String sourceLine) {}

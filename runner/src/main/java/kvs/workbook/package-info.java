/** The program behind {@code ./workbook}. */
@NullMarked
package kvs.workbook;

import org.jspecify.annotations.NullMarked;

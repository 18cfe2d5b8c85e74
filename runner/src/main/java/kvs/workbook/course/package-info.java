/** The course. */
@NullMarked
package kvs.workbook.course;

import org.jspecify.annotations.NullMarked;

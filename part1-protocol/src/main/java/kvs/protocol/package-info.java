/** From bytes to commands and back. */
@NullMarked
package kvs.protocol;

import org.jspecify.annotations.NullMarked;

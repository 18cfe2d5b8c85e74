/** The load of {@code benchmarks/run cluster} on etcd, through etcd's own Java client. */
@NullMarked
package kvs.benchmarks.etcd;

import org.jspecify.annotations.NullMarked;

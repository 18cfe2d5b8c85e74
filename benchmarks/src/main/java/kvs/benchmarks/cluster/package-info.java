/**
 * Three nodes of the replicated store beside three of etcd and three on Apache Ratis, all durable, in one run.
 *
 * <p>{@link kvs.benchmarks.cluster.ClusterBench} starts the nodes, lets the clusters take turns under each load, and prints
 * medians and ratios. The loads run in processes of their own: {@link kvs.benchmarks.cluster.KvsLoad} through the client
 * library, {@code kvs-bench} as many connections, and etcd's Java client in the module {@code benchmarks/etcd}, because it
 * needs another version of protobuf.
 */
@NullMarked
package kvs.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;

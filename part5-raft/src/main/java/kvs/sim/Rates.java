package kvs.sim;

/**
 * How bad the network and the disks are. Losses and the like apply in storms alone; delays always.
 *
 * @param lossPercent of messages that never arrive, 0 to 30
 * @param duplicatePercent of messages that arrive twice, 0 to 50
 * @param reorderPercent of messages that later ones may overtake, 0 to 50
 * @param minDelayMicros how long every message takes at least
 * @param maxDelayMicros how long a message takes at most, unless it is reordered
 * @param forceMicros how long a force takes at most
 * @param forcesOutOfOrder whether forces complete in any order
 */
record Rates(
        int lossPercent,
        int duplicatePercent,
        int reorderPercent,
        int minDelayMicros,
        int maxDelayMicros,
        int forceMicros,
        boolean forcesOutOfOrder) {}

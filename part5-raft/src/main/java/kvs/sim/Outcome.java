package kvs.sim;

import org.jspecify.annotations.Nullable;

/**
 * What became of a run.
 *
 * @param hash of all events: the same plan gives the same hash
 * @param steps the number of events
 * @param micros of virtual time that passed
 * @param violation the rule that was broken, or null
 */
record Outcome(
        Plan plan,
        long hash,
        long steps,
        long micros,
        Sightings sightings,
        ClientHistory history,
        @Nullable Violation violation) {

    /** Returns this outcome with a violation that was found by comparing runs. */
    Outcome brokenBy(Violation found) {
        return new Outcome(plan, hash, steps, micros, sightings, history, found);
    }
}

package kvs.raft;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The votes of one election, or the answers of one pre-vote. A vote counts once, and only a voter's. */
final class Tally {

    /** How an election stands. */
    enum Outcome {
        OPEN,
        WON,
        LOST
    }

    private final Set<Integer> granted = new HashSet<>();
    private final Set<Integer> refused = new HashSet<>();

    /** Counts the answer of {@code voter}; its first one stands. */
    void count(int voter, boolean grants) {
        if (!granted.contains(voter) && !refused.contains(voter)) {
            (grants ? granted : refused).add(voter);
        }
    }

    /** Returns how the election stands among the voters of {@code configuration}. */
    Outcome outcome(Configuration configuration) {
        List<Integer> voters = configuration.voters();
        long yes = voters.stream().filter(granted::contains).count();
        long no = voters.stream().filter(refused::contains).count();
        if (!voters.isEmpty() && yes >= configuration.majority()) {
            return Outcome.WON;
        }
        return voters.size() - no < configuration.majority() ? Outcome.LOST : Outcome.OPEN;
    }
}

package kvs.raft;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kvs.protocol.Fact;
import kvs.protocol.FixedSeed;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Commits, elections and changes of the membership beside a quorum oracle that tries all subsets. */
class QuorumProperties {

    @Example
    void the_agreed_index_of_up_to_five_voters_is_that_of_the_oracle() {
        for (int voters = 1; voters <= 5; voters++) {
            for (int code = 0; code < Math.pow(4, voters); code++) {
                long[] match = new long[voters];
                for (int i = 0; i < voters; i++) {
                    match[i] = (code >> (2 * i)) & 3;
                }
                Fact.when("agree on match indexes " + Arrays.toString(match))
                        .usually("the middle of an even number of voters: more than half, not half")
                        .gives(QuorumOracle.agreed(match), CommitRule.agreedByMajority(match.clone()));
            }
        }
    }

    @FixedSeed
    void the_agreed_index_of_any_voters_is_that_of_the_oracle(
            @ForAll @Size(min = 1, max = 9) List<@LongRange(min = 0) Long> indexes) {
        long[] match = indexes.stream().mapToLong(Long::longValue).toArray();
        Fact.when("agree on match indexes " + indexes)
                .gives(QuorumOracle.agreed(match), CommitRule.agreedByMajority(match.clone()));
    }

    @FixedSeed
    void commits_the_highest_entry_of_the_leaders_term_that_a_quorum_has(
            @ForAll("terms") long[] terms,
            @ForAll @Size(min = 1, max = 7) List<@IntRange(max = 12) Integer> has,
            @ForAll @IntRange(max = 12) int committed) {
        RaftLog log = new RaftLog(OneNode.disk(9, 0, terms));
        long term = log.last().term();
        log.commitTo(Math.min(committed, log.lastIndex()));
        long[] match = has.stream()
                .mapToLong(index -> Math.min(index, log.lastIndex()))
                .toArray();
        long agreed = QuorumOracle.agreed(match);
        long expected = log.commit();
        for (long index = log.commit() + 1; index <= agreed; index++) {
            if (terms[(int) index - 1] == term) {
                expected = index;
            }
        }
        Fact.when("commit in term " + term + " with the log " + Arrays.toString(terms) + ", commit index "
                        + log.commit() + " and match indexes " + has)
                .usually("an entry of an earlier term on a majority is not committed by that (Raft, figure 8)")
                .gives(expected, CommitRule.commitIndex(match, log, term));
    }

    @Provide
    Arbitrary<long[]> terms() {
        return Arbitraries.longs()
                .between(1, 4)
                .list()
                .ofMinSize(1)
                .ofMaxSize(10)
                .map(list -> list.stream().mapToLong(Long::longValue).sorted().toArray());
    }

    @FixedSeed
    void an_election_is_won_with_a_quorum_and_lost_once_there_can_be_none(
            @ForAll @Size(max = 6) Set<@IntRange(min = 1, max = 7) Integer> voters,
            @ForAll @Size(max = 12) List<@IntRange(min = -8, max = 8) Integer> answers) {
        Tally tally = new Tally();
        Set<Integer> yes = new HashSet<>();
        Set<Integer> notNo = new TreeSet<>(voters);
        // A positive number is a vote of that node, a negative one a refusal; the first answer of a node counts.
        for (int answer : answers) {
            int node = Math.abs(answer);
            tally.count(node, answer > 0);
            boolean first = !yes.contains(node) && !(voters.contains(node) && !notNo.contains(node));
            if (first && answer > 0) {
                yes.add(node);
            } else if (first) {
                notNo.remove(node);
            }
        }
        Configuration configuration = Configuration.ofVoters(
                        voters.stream().mapToInt(Integer::intValue).toArray())
                .with(new Member(8, false, ""));
        Tally.Outcome expected = QuorumOracle.isQuorum(yes, voters)
                ? Tally.Outcome.WON
                : QuorumOracle.isQuorum(notNo, voters) ? Tally.Outcome.OPEN : Tally.Outcome.LOST;
        Fact.when("count the answers " + answers + " of the voters " + voters)
                .gives(expected, tally.outcome(configuration));
    }

    @FixedSeed
    void the_majority_of_a_configuration_is_the_smallest_quorum(
            @ForAll @Size(min = 1, max = 9) Set<@IntRange(min = 1, max = 20) Integer> voters) {
        Configuration configuration = Configuration.ofVoters(
                voters.stream().mapToInt(Integer::intValue).toArray());
        long smallest =
                QuorumOracle.quorums(voters).stream().mapToInt(Set::size).min().orElseThrow();
        Fact.when("ask for the majority of " + voters).gives(smallest, configuration.majority());
    }

    @FixedSeed
    void majorities_before_and_after_a_change_by_one_server_overlap(
            @ForAll @Size(min = 1, max = 6) Set<@IntRange(min = 1, max = 8) Integer> voters,
            @ForAll @IntRange(min = 1, max = 9) int changed) {
        Configuration old = Configuration.ofVoters(
                voters.stream().mapToInt(Integer::intValue).toArray());
        Configuration next = old.isVoter(changed) ? old.without(changed) : old.with(new Member(changed, true, ""));
        for (Set<Integer> before : QuorumOracle.quorums(new TreeSet<>(old.voters()))) {
            for (Set<Integer> after : QuorumOracle.quorums(new TreeSet<>(next.voters()))) {
                Set<Integer> both = before.stream().filter(after::contains).collect(Collectors.toSet());
                Fact.when("change " + old.voters() + " to " + next.voters() + " with the majorities " + before + " and "
                                + after)
                        .usually("two leaders of one term, one in each configuration")
                        .holds(!both.isEmpty(), "a node in both", both);
            }
        }
    }

    @FixedSeed
    void members_are_sorted_counted_once_and_never_forget_the_highest_id(
            @ForAll @Size(max = 20) List<@IntRange(min = -9, max = 9) Integer> changes) {
        Configuration configuration = Configuration.EMPTY;
        Set<Integer> members = new TreeSet<>();
        Set<Integer> voters = new TreeSet<>();
        int highest = 0;
        for (int change : changes) {
            int id = Math.abs(change) + 1;
            voters.remove(id);
            members.remove(id);
            if (change >= 0) {
                boolean voter = change % 2 == 0;
                configuration = configuration.with(new Member(id, voter, ""));
                members.add(id);
                if (voter) {
                    voters.add(id);
                }
                highest = Math.max(highest, id);
            } else {
                configuration = configuration.without(id);
            }
        }
        Fact.when("look at the members after " + changes)
                .gives(
                        List.copyOf(members),
                        configuration.members().stream().map(Member::id).toList());
        Fact.when("look at the voters after " + changes).gives(List.copyOf(voters), configuration.voters());
        Fact.when("look at the highest id after " + changes).gives(highest, configuration.highestId());
        for (int id = 1; id <= 11; id++) {
            Fact.when("ask whether " + id + " is a voter").gives(voters.contains(id), configuration.isVoter(id));
            Fact.when("ask whether " + id + " is a member").gives(members.contains(id), configuration.contains(id));
        }
    }
}

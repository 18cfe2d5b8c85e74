package kvs.raft;

import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Node 1 leads term 5. */
@Tag("5.9")
class ContactsTest {
    private static final Configuration THREE = Configuration.ofVoters(1, 2, 3);
    private static final Configuration FIVE = Configuration.ofVoters(1, 2, 3, 4, 5);

    private static final String OTHER_TERM = "heard: a response of another term changes nothing, in either direction";

    private final Contacts contacts = new Contacts();

    @Test
    void two_of_three_are_a_majority() {
        contacts.heard(3, 5, 5);
        majority("3", THREE, true, "the leader itself is a voter, and counts");
    }

    @Test
    void one_of_three_is_none() {
        majority("no follower", THREE, false, "the leader is alone");
    }

    @Test
    void three_of_five_are_a_majority_and_two_are_none() {
        contacts.heard(2, 5, 5);
        majority("2", FIVE, false, "");
        contacts.heard(2, 5, 5);
        contacts.heard(4, 5, 5);
        majority("2 and 4", FIVE, true, "");
    }

    @Test
    void half_of_four_is_none() {
        Configuration four = Configuration.ofVoters(1, 2, 3, 4);
        contacts.heard(2, 5, 5);
        majority("2", four, false, "two of four voters can commit nothing");
        contacts.heard(2, 5, 5);
        contacts.heard(3, 5, 5);
        majority("2 and 3", four, true, "");
    }

    @Test
    void all_of_five_are_a_majority() {
        for (int follower = 2; follower <= 5; follower++) {
            contacts.heard(follower, 5, 5);
        }
        majority("2, 3, 4 and 5", FIVE, true, "");
    }

    @Test
    void a_follower_counts_once() {
        contacts.heard(2, 5, 5);
        contacts.heard(2, 5, 5);
        majority("2 twice", FIVE, false, "two responses of a node are one node");
    }

    @Test
    void a_contact_counts_for_one_check() {
        contacts.heard(2, 5, 5);
        majority("2", THREE, true, "");
        majority("no follower since the last check", THREE, false, "each check starts anew");
        contacts.heard(3, 5, 5);
        majority("3 since the last check", THREE, true, "");
    }

    @Test
    void a_contact_counts_for_a_check_that_fails_and_for_no_other_one() {
        contacts.heard(2, 5, 5);
        majority("2", FIVE, false, "");
        contacts.heard(3, 5, 5);
        majority("3 since the last check", FIVE, false, "each check starts anew, also after one that failed");
    }

    @Test
    void a_response_of_a_higher_term_is_no_contact() {
        contacts.heard(2, 6, 5);
        contacts.heard(3, 90, 5);
        majority("2 in term 6 and 3 in term 90", THREE, false, "heard: a node in a higher term does not follow");
    }

    @Test
    void a_response_of_a_lower_term_is_no_contact() {
        contacts.heard(2, 4, 5);
        contacts.heard(3, 0, 5);
        majority("2 in term 4 and 3 in term 0", THREE, false, "heard: these responses are from before it led");
    }

    @Test
    void a_response_of_another_term_takes_no_contact_away() {
        contacts.heard(2, 5, 5);
        contacts.heard(2, 4, 5);
        majority("2 in term 5, and late in term 4", THREE, true, OTHER_TERM);
        contacts.heard(2, 5, 5);
        contacts.heard(2, 6, 5);
        majority("2 in term 5, and then in term 6", THREE, true, OTHER_TERM);
    }

    @Test
    void learners_do_not_count() {
        Configuration withLearners = THREE.with(new Member(4, false, "")).with(new Member(5, false, ""));
        contacts.heard(4, 5, 5);
        contacts.heard(5, 5, 5);
        majority("4 and 5, which are learners", withLearners, false, "learners elect no leader");
        contacts.heard(2, 5, 5);
        majority("2", withLearners, true, "a majority of the voters, not of the members");
    }

    @Test
    void nodes_that_have_left_do_not_count() {
        contacts.heard(4, 5, 5);
        contacts.heard(5, 5, 5);
        majority("4 and 5, which are no members", THREE, false, "");
    }

    @Test
    void a_contact_from_before_a_node_became_a_voter_counts_for_one_check_too() {
        contacts.heard(4, 5, 5);
        contacts.heard(5, 5, 5);
        majority("4 and 5, which are no voters", THREE, false, "");
        majority(
                "no follower since the last check",
                FIVE,
                false,
                "each check starts anew, for all nodes, not voters alone");
    }

    @Test
    void a_leader_that_is_no_voter_does_not_count() {
        Configuration others = Configuration.ofVoters(2, 3);
        contacts.heard(2, 5, 5);
        majority("2, with voters 2 and 3", others, false, "leader 1 has removed itself, and is no voter");
        contacts.heard(2, 5, 5);
        contacts.heard(3, 5, 5);
        majority("2 and 3, with voters 2 and 3", others, true, "");
    }

    @Test
    void a_single_voter_is_its_own_majority() {
        majority("no follower, with voter 1 alone", Configuration.ofVoters(1), true, "");
    }

    @Test
    void a_leader_that_is_cut_off_steps_down() {
        Cluster cluster = new Cluster(TestOptions.CHECK_QUORUM, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> true;
        cluster.ticks(1, 2 * RaftOptions.DEFAULT.electionTicks());
        Fact.when("isLeader() of leader 1, cut off for two election time-outs")
                .usually("clients wait for an answer from a leader that cannot commit anything")
                .gives(false, cluster.raft(1).isLeader());
    }

    @Test
    void a_leader_that_reaches_one_of_two_followers_stays() {
        Cluster cluster = new Cluster(TestOptions.CHECK_QUORUM, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> envelope.from() == 3 || envelope.to() == 3;
        for (int tick = 0; tick < 4 * RaftOptions.DEFAULT.electionTicks(); tick++) {
            cluster.ticks(1, 1);
            cluster.deliverAll();
        }
        Fact.when("isLeader() of leader 1, which reaches 2 and not 3")
                .gives(true, cluster.raft(1).isLeader());
    }

    private void majority(String heard, Configuration configuration, boolean expected, String usually) {
        Fact.when("checkMajority(" + configuration.voters() + ", 1), heard from " + heard)
                .usually(usually)
                .gives(expected, contacts.checkMajority(configuration, 1));
    }
}

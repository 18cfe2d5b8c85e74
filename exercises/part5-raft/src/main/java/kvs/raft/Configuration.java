package kvs.raft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The members of a cluster. Immutable.
 *
 * @param members by ascending id
 * @param highestId the highest id that a member has ever had: a new member's id has to be higher, so that no id is used
 *     twice
 */
public record Configuration(List<Member> members, int highestId) {

    /** The configuration of a node that has yet to hear of its cluster: it has no voters. */
    public static final Configuration EMPTY = new Configuration(List.of(), 0);

    public Configuration {
        members = members.stream().sorted(Comparator.comparingInt(Member::id)).toList();
        for (int i = 1; i < members.size(); i++) {
            if (members.get(i).id() == members.get(i - 1).id()) {
                throw new IllegalArgumentException(
                        "Node " + members.get(i).id() + " is listed twice in the configuration");
            }
        }
        if (!members.isEmpty()) {
            highestId = Math.max(highestId, members.getLast().id());
        }
    }

    /** Returns a configuration of voters without addresses. */
    public static Configuration ofVoters(int... ids) {
        List<Member> members = new ArrayList<>();
        for (int id : ids) {
            members.add(new Member(id, true, ""));
        }
        return new Configuration(members, 0);
    }

    /**
     * Returns the configuration with which the node {@code id} starts for the first time, with an empty disk, if this is the
     * list of members with which its cluster began. All nodes are given the same list.
     *
     * <p>A node of the list starts with the whole list: so any two nodes of it mean the same majorities from their first tick
     * on. A node that is not in it joins later: it starts {@link #EMPTY}, starts no election, and learns of the cluster
     * from its leader.
     *
     * @exercise 5.8
     */
    public Configuration atFirstStart(int id) {
        throw new UnsupportedOperationException("exercise 5.8: not written yet");
    }

    public Optional<Member> member(int id) {
        return members.stream().filter(member -> member.id() == id).findFirst();
    }

    public boolean contains(int id) {
        return member(id).isPresent();
    }

    public boolean isVoter(int id) {
        for (Member member : members) {
            if (member.id() == id) {
                return member.voter();
            }
        }
        return false;
    }

    /** Returns the ids of the voters, ascending. */
    public List<Integer> voters() {
        return members.stream().filter(Member::voter).map(Member::id).toList();
    }

    /** Returns the least number of voters that is more than half of them. */
    public int majority() {
        return voters().size() / 2 + 1;
    }

    /** Returns this configuration with {@code member} in it, in the place of a member of the same id. */
    public Configuration with(Member member) {
        List<Member> changed = new ArrayList<>(members);
        changed.removeIf(old -> old.id() == member.id());
        changed.add(member);
        return new Configuration(changed, highestId);
    }

    /** Returns this configuration without the member {@code id}. */
    public Configuration without(int id) {
        return new Configuration(
                members.stream().filter(member -> member.id() != id).toList(), highestId);
    }
}

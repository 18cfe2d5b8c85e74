package kvs.raft;

/**
 * A node of a {@link Configuration}.
 *
 * @param id 1 or more; never used for another node, even after this one is removed
 * @param voter whether its vote and its copy of the log count; a learner receives the log and counts nowhere
 * @param address where its clients and peers reach it, for the layers above; the core only carries it along
 */
public record Member(int id, boolean voter, String address) {
    public Member {
        if (id < 1) {
            throw new IllegalArgumentException("A node's id must be 1 or more, and is " + id);
        }
    }
}

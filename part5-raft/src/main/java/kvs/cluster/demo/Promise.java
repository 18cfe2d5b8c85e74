package kvs.cluster.demo;

/** What a cluster promises, and where a learner looks first if theirs does not keep it. */
enum Promise {
    NODES_RUN("5.2 (appending) and 5.4 (what must be on disk)", "5.4"),
    ELECTS_A_LEADER("5.1 (elections) and 5.9 (pre-vote)", "5.1"),
    ACKNOWLEDGES_WRITES("5.3 (committing) and 5.2 (appending)", "5.3"),
    CATCHES_UP("5.2 (appending) and 5.7 (snapshots)", "5.2"),
    LOSES_NOTHING("5.3 (committing) and 5.4 (what must be on disk)", "5.3"),
    IS_LINEARIZABLE("5.5 (reads) and 5.6 (sessions)", "5.5");

    private final String exercises;
    private final String first;

    Promise(String exercises, String first) {
        this.exercises = exercises;
        this.first = first;
    }

    /** Returns where a learner looks first. */
    String advice() {
        return "look at the exercises " + exercises + " first: ./workbook check " + first;
    }
}

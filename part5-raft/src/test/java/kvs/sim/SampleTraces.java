package kvs.sim;

import static kvs.sim.TraceScript.log;
import static kvs.sim.TraceScript.state;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs that were made up, to look at the page with: a healthy one and famous broken ones. {@code main} writes their
 * pages to a directory; {@code src/test/browser/timeline.mjs} opens these in a browser.
 */
final class SampleTraces {
    private SampleTraces() {}

    static Map<String, List<String>> all() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("healthy", healthy());
        all.put("figure8", figure8());
        all.put("two-leaders", twoLeaders());
        all.put("split-vote", splitVote());
        all.put("every-event", everyEvent());
        all.put("long", longRun(50_000));
        return all;
    }

    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, List<String>> sample : all().entrySet()) {
            try (BufferedWriter out = Files.newBufferedWriter(directory.resolve(sample.getKey() + ".html"))) {
                Timeline.write(sample.getValue(), out);
            }
        }
    }

    /** An election at {@code millis} in which every node of {@code voters} votes for the candidate. */
    private static void election(TraceScript script, double millis, int candidate, long term, int... voters) {
        script.node(
                millis,
                "tick",
                candidate,
                state("'role':'CANDIDATE','term':%d,'vote':%d,'leader':0".formatted(term, candidate)));
        double last = millis;
        for (int voter : voters) {
            double arrives = millis + 2 + voter * 0.7;
            script.message(
                    millis,
                    arrives,
                    candidate,
                    voter,
                    "RequestVote",
                    term,
                    "last entry of my log",
                    state("'role':'FOLLOWER','term':%d,'vote':%d,'leader':0".formatted(term, candidate)));
            script.message(arrives + 0.3, arrives + 2, voter, candidate, "RequestVoteResponse", term, "granted", "");
            last = Math.max(last, arrives + 2);
        }
        script.node(
                last,
                "fault",
                candidate,
                "\"what\":\"has a majority of the votes\"," + state("'role':'LEADER','leader':" + candidate));
    }

    private static void heartbeats(
            TraceScript script, double from, double to, int leader, long term, int... followers) {
        for (double at = from; at < to; at += 15) {
            for (int follower : followers) {
                double arrives = at + 2 + follower * 0.4;
                script.message(at, arrives, leader, follower, "AppendEntries", term, "heartbeat", "");
                script.message(arrives, arrives + 2, follower, leader, "AppendEntriesResponse", term, "success", "");
            }
        }
    }

    private static void append(
            TraceScript script,
            double millis,
            int leader,
            long term,
            int index,
            int entry,
            int commit,
            int... followers) {
        for (int follower : followers) {
            double arrives = millis + 2 + follower * 0.5;
            script.message(
                    millis,
                    arrives,
                    leader,
                    follower,
                    "AppendEntries",
                    term,
                    "entry %d, commit %d".formatted(index, commit),
                    state("'role':'FOLLOWER','term':%d,'leader':%d,'commit':%d,'applied':%3$d,'last':%d"
                                    .formatted(term, leader, commit, index))
                            + "," + log(index, entry));
            script.node(arrives + 1, "persisted", follower, state("'durable':" + index));
            script.message(
                    arrives + 1,
                    arrives + 3,
                    follower,
                    leader,
                    "AppendEntriesResponse",
                    term,
                    "success, index " + index,
                    "");
        }
    }

    private static void own(TraceScript script, double millis, int leader, int index, int entry) {
        script.node(
                millis,
                "propose",
                leader,
                "\"op\":\"entry " + index + "\"," + state("'last':" + index) + "," + log(index, entry));
        script.node(millis + 1, "persisted", leader, state("'durable':" + index));
    }

    static List<String> healthy() {
        TraceScript script = new TraceScript(7, 3, "loss 5 %, crashes");
        election(script, 10, 1, 1, 2, 3);
        own(script, 17, 1, 1, 1);
        append(script, 17.2, 1, 1, 1, 1, 0, 2, 3);
        script.node(23, "fault", 1, "\"what\":\"a majority has entry 1\"," + state("'commit':1,'applied':1"));
        script.call(24, 36, "C1", "set x=1", "true");
        own(script, 26, 1, 2, 1);
        append(script, 26.2, 1, 1, 2, 1, 1, 2, 3);
        script.node(33, "fault", 1, "\"what\":\"a majority has entry 2\"," + state("'commit':2,'applied':2"));
        heartbeats(script, 40, 60, 1, 1, 2, 3);
        script.event(61, "cut", "\"cut\":[[1,2],[2,1],[1,3],[3,1]]");
        script.call(62, 0, "C2", "set x=2", "");
        own(script, 63, 1, 3, 1);
        script.lost(63.2, 65, 1, 2, "AppendEntries", 1, "entry 3, commit 2");
        script.lost(63.2, 66, 1, 3, "AppendEntries", 1, "entry 3, commit 2");
        election(script, 80, 3, 2, 2);
        own(script, 87, 3, 3, 2);
        append(script, 87.2, 3, 2, 3, 2, 2, 2);
        script.node(93, "fault", 3, "\"what\":\"a majority has entry 3\"," + state("'commit':3,'applied':3"));
        script.event(96, "heal", "");
        script.node(98, "crash", 1, "");
        script.node(105, "restart", 1, state("'role':'FOLLOWER','term':1,'commit':0,'applied':0,'durable':3"));
        append(script, 108, 3, 2, 3, 2, 3, 1, 2);
        script.call(116, 126, "C1", "get x", "\"1\"");
        script.event(130, "calm", "\"phase\":2");
        heartbeats(script, 132, 160, 3, 2, 1, 2);
        script.node(150, "pause", 2, "");
        script.node(156, "resume", 2, "");
        return script.lines();
    }

    /** Figure 8 of the Raft paper: an entry of an older term is counted as committed, and a later leader overwrites it. */
    static List<String> figure8() {
        TraceScript script = new TraceScript(42, 5, "loss 10 %, crash 4 %, forces in any order");
        for (int node = 1; node <= 5; node++) {
            script.node(
                    0,
                    "restart",
                    node,
                    state("'role':'FOLLOWER','term':1,'commit':1,'applied':1,'last':1,'durable':1") + "," + log(1, 1));
        }
        election(script, 10, 1, 2, 2, 3, 4, 5);
        script.call(18, 0, "C1", "set x=7", "");
        own(script, 19, 1, 2, 2);
        append(script, 19.2, 1, 2, 2, 2, 1, 2);
        script.lost(19.2, 21, 1, 3, "AppendEntries", 2, "entry 2, commit 1");
        script.lost(19.2, 22, 1, 4, "AppendEntries", 2, "entry 2, commit 1");
        script.lost(19.2, 23, 1, 5, "AppendEntries", 2, "entry 2, commit 1");
        script.node(28, "crash", 1, "");
        election(script, 40, 5, 3, 3, 4);
        script.call(48, 0, "C2", "set x=9", "");
        own(script, 49, 5, 2, 3);
        script.lost(49.2, 51, 5, 3, "AppendEntries", 3, "entry 2, commit 1");
        script.lost(49.2, 52, 5, 4, "AppendEntries", 3, "entry 2, commit 1");
        script.node(56, "crash", 5, "");
        script.node(60, "restart", 1, state("'role':'FOLLOWER','commit':1,'applied':1,'durable':2"));
        election(script, 70, 1, 4, 2, 3, 4);
        append(script, 77, 1, 4, 2, 2, 1, 3);
        script.node(
                84,
                "fault",
                1,
                "\"what\":\"counts entry 2 of term 2 on a majority, and commits it\","
                        + state("'commit':2,'applied':2"));
        script.event(84.5, "return", "\"client\":\"C1\",\"op\":\"set x=7\",\"ok\":true");
        heartbeats(script, 86, 90, 1, 4, 2, 3, 4);
        script.node(94, "crash", 1, "");
        script.node(97, "restart", 5, state("'role':'FOLLOWER','commit':1,'applied':1,'durable':2"));
        election(script, 105, 5, 5, 2, 3, 4);
        append(script, 113, 5, 5, 2, 3, 1, 2, 3, 4);
        script.event(
                118,
                "violation",
                "\"rule\":\"leader completeness (Raft §5.4.3)\",\"text\":\"Entry 2 was committed with term 2 by node 1;"
                        + " node 5, leader of term 5, has term 3 there, so C1's set x=7 is lost.\",\"nodes\":[1,5]");
        return script.lines();
    }

    /** A node that forgets its vote when it restarts gives a second one in the same term. */
    static List<String> twoLeaders() {
        TraceScript script = new TraceScript(1009, 3, "crash 10 %, a force that fails 5 %");
        script.node(8, "tick", 1, state("'role':'PRE_CANDIDATE','term':0"));
        script.message(8, 10, 1, 2, "PreVote", 0, "last entry none", "");
        script.message(10, 12, 2, 1, "PreVoteResponse", 0, "granted", "");
        election(script, 12, 1, 1, 2);
        script.lost(12, 14, 1, 3, "RequestVote", 1, "last entry none");
        script.node(19, "lost-write", 2, "\"text\":\"term 1, vote 1\"");
        script.node(19, "crash", 2, "");
        script.node(24, "restart", 2, state("'role':'FOLLOWER','term':0,'vote':0,'leader':0"));
        script.lost(22, 26, 1, 3, "AppendEntries", 1, "heartbeat");
        election(script, 30, 3, 1, 2);
        script.event(
                36,
                "violation",
                "\"rule\":\"one leader per term\",\"text\":\"Nodes 1 and 3 are both leaders of term 1: node 2 voted for each"
                        + " of them, since its first vote was not durable when it answered\",\"nodes\":[1,3]");
        return script.lines();
    }

    static List<String> splitVote() {
        TraceScript script = new TraceScript(3, 4, "no faults");
        script.node(10, "tick", 1, state("'role':'CANDIDATE','term':1,'vote':1"));
        script.node(10.4, "tick", 4, state("'role':'CANDIDATE','term':1,'vote':4"));
        int[][] requests = {{1, 2}, {1, 3}, {1, 4}, {4, 3}, {4, 2}, {4, 1}};
        for (int[] request : requests) {
            boolean near = Math.abs(request[0] - request[1]) == 1;
            double sent = request[0] == 1 ? 10 : 10.4;
            double arrives = sent + (near ? 2 : 4);
            script.message(
                    sent,
                    arrives,
                    request[0],
                    request[1],
                    "RequestVote",
                    1,
                    "last entry none",
                    near ? state("'term':1,'vote':" + request[0]) : "");
            script.message(
                    arrives,
                    arrives + 2,
                    request[1],
                    request[0],
                    "RequestVoteResponse",
                    1,
                    near ? "granted" : "denied",
                    "");
        }
        election(script, 40, 1, 2, 2, 3, 4);
        heartbeats(script, 50, 80, 1, 2, 2, 3, 4);
        return script.lines();
    }

    /** One event of each kind, and one of a kind that the page does not know. */
    static List<String> everyEvent() {
        TraceScript script = new TraceScript(1, 3, "one of each");
        script.node(
                1,
                "tick",
                1,
                state("'role':'LEADER','term':3,'vote':1,'first':41,'last':40,'snapshot':40,'config':'1 2 (3)'"));
        script.message(
                2,
                5,
                1,
                2,
                "InstallSnapshot",
                3,
                "last 40, chunk 1",
                state("'first':41,'term':3,'snapshot':40,'commit':40,'applied':40,'durable':40") + "," + log(41));
        script.event(
                3,
                "duplicate",
                "\"id\":1,\"from\":1,\"to\":2,\"kind\":\"InstallSnapshot\",\"term\":3,\"text\":\"last 40\"");
        script.event(
                7,
                "deliver",
                "\"id\":1,\"from\":1,\"to\":2,\"node\":2,\"kind\":\"InstallSnapshot\",\"term\":3,\"text\":\"last 40\"");
        script.lost(4, 6, 1, 3, "AppendEntries", 3, "entry 41");
        script.node(
                5,
                "propose",
                1,
                "\"op\":\"set k=v\"," + state("'last':41,'commit':40,'applied':40") + "," + log(41, 3));
        script.node(6, "persisted", 1, state("'durable':41"));
        script.node(7, "read", 1, "\"op\":\"get k\"");
        script.node(8, "snapshot", 2, "");
        script.node(8, "state", 2, "\"log\":{\"last\":41,\"runs\":[[41,3]]}");
        script.node(9, "lost-write", 3, "\"text\":\"entries 2–3\"");
        script.node(9, "crash", 3, "");
        script.node(11, "restart", 3, state("'term':2") + "," + log(1, 1, 2));
        script.node(12, "pause", 2, "");
        script.node(14, "resume", 2, "");
        script.event(15, "cut", "\"cut\":[[1,3]]");
        script.event(17, "heal", "");
        script.event(18, "fault", "\"what\":\"a force of node 3 fails\",\"node\":3");
        script.node(19, "sharpened", 1, "\"text\":\"a kind of tomorrow\"");
        script.call(10, 20, "C1", "get k", "\"v\"");
        script.event(21, "calm", "\"phase\":2");
        script.event(
                23,
                "violation",
                "\"rule\":\"linearizability\",\"text\":\"C1 read v, which was never written\",\"nodes\":[2]");
        return script.lines();
    }

    /** A run of about this many events: heartbeats, entries, and a change of leader every 400 ms. */
    static List<String> longRun(int events) {
        TraceScript script = new TraceScript(99, 5, "a long run");
        int[] others = {1, 2, 3, 4, 5};
        int index = 0;
        for (int term = 1; term * 390 < events; term++) {
            int leader = 1 + term % 5;
            int[] followers =
                    java.util.Arrays.stream(others).filter(id -> id != leader).toArray();
            double begin = term * 400.0;
            election(script, begin, leader, term, followers);
            for (int i = 0; i < 12; i++) {
                double at = begin + 12 + i * 25;
                index++;
                own(script, at, leader, index, term);
                append(script, at + 0.2, leader, term, index, term, index - 1, followers);
                script.node(
                        at + 9,
                        "fault",
                        leader,
                        "\"what\":\"commits\"," + state("'commit':%d,'applied':%1$d".formatted(index)));
                script.call(at, at + 10, "C" + (1 + i % 3), "set k" + i % 4 + "=" + index, "true");
            }
            heartbeats(script, begin + 20, begin + 380, leader, term, followers);
        }
        return script.lines();
    }
}

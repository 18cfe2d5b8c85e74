package kvs.raft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Message.InstallSnapshotResponse;
import kvs.raft.Message.PreVote;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.RequestVoteResponse;
import kvs.raft.Message.TimeoutNow;

/**
 * Runs the commands of a scenario. Each command's output is what it changed: for every node its role and term, commit index,
 * applied commands, reads, and entries removed; {@code deliver} shows each message as well.
 *
 * <pre>
 *   cluster 1 2 3 [plain|leases|small]   starts nodes; plain: no pre-vote, no check-quorum; small: also small limits
 *   disk-of 1 term 3 log 1 1 2   starts node 1 again with this term and these entries on its disk
 *   join 4                       starts a node that has yet to hear of its cluster
 *   campaign 1                   lets a node start an election
 *   elect 1                      the same, and delivers all messages without showing them
 *   deliver                      delivers all messages, and those that they cause
 *   deliver 1->2, deliver 1->2 1 delivers the messages under way from 1 to 2, or the first of them
 *   drop, repeat, postpone 1->2  loses, doubles, or moves to the end, the messages under way from 1 to 2
 *   cut 1->2, cut 3, heal        loses messages on delivery, until healed
 *   tick 2 10                    lets ticks pass on one node
 *   run 10                       lets ticks pass on all nodes, and delivers all messages after each
 *   propose 1 a, read 1 71       asks a node
 *   add 1 4, promote 1 4, remove 1 3, transfer 1 3
 *   snapshot 1                   lets a node take a snapshot of all that it has applied
 *   slow 1, force 1, force 1 2, prompt 1   a disk that completes nothing, all, write 2, everything at once
 *   crash 1                      a node loses what was not durable, and starts again
 *   status, log, network, disk 1
 * </pre>
 */
final class Scenario {
    private Cluster cluster = new Cluster(RaftOptions.DEFAULT);
    private final Set<Integer> nodes = new HashSet<>();
    private final Set<String> cuts = new HashSet<>();
    private final List<String> output = new ArrayList<>();

    /** What was last shown of a node. */
    private final Map<Integer, RaftStatus> shown = new TreeMap<>();

    private final Map<Integer, List<EntryId>> shownLog = new HashMap<>();
    private final Map<Integer, Integer> shownApplied = new HashMap<>();
    private final Map<Integer, Integer> shownReads = new HashMap<>();

    /** Runs one command, and returns its output. */
    List<String> run(String line) {
        output.clear();
        String[] words = line.split(" ");
        String[] link = words.length > 1 && words[1].contains("->") ? words[1].split("->") : new String[0];
        int node = words.length > 1 && words[1].matches("\\d+") ? Integer.parseInt(words[1]) : 0;
        int other = words.length > 2 && words[2].matches("\\d+") ? Integer.parseInt(words[2]) : 0;
        switch (words[0]) {
            case "cluster" -> start(words);
            case "disk-of" -> restore(node, words);
            case "join" -> {
                cluster.add(node, Restored.fresh(Configuration.EMPTY));
                nodes.add(node);
            }
            case "campaign" -> {
                cluster.raft(node).campaign();
                cluster.turn(node);
            }
            case "elect" -> {
                cluster.raft(node).campaign();
                cluster.turn(node);
                deliverQuietly();
            }
            case "deliver" -> deliver(link, other);
            case "drop" -> underWay(link, other).forEach(cluster.network::remove);
            case "repeat" -> cluster.network.addAll(underWay(link, other));
            case "postpone" ->
                underWay(link, other).forEach(envelope -> {
                    cluster.network.remove(envelope);
                    cluster.network.add(envelope);
                });
            case "cut" -> cut(words[1]);
            case "heal" -> cuts.clear();
            case "tick" -> cluster.ticks(node, other);
            case "run" -> {
                for (int i = 0; i < node; i++) {
                    nodes.stream().sorted().forEach(id -> cluster.ticks(id, 1));
                    deliverQuietly();
                }
            }
            case "propose" -> ask(node, cluster.raft(node).propose(words[2].getBytes(StandardCharsets.UTF_8)));
            case "read" -> {
                if (!cluster.raft(node).read(other)) {
                    output.add("rejected");
                }
                cluster.turn(node);
            }
            case "add" -> ask(node, cluster.raft(node).change(new MembershipChange.AddLearner(other, "")));
            case "promote" -> ask(node, cluster.raft(node).change(new MembershipChange.Promote(other)));
            case "remove" -> ask(node, cluster.raft(node).change(new MembershipChange.Remove(other)));
            case "transfer" -> ask(node, cluster.raft(node).transfer(other));
            case "snapshot" -> cluster.takeSnapshot(node);
            case "slow" -> cluster.slowDisks.add(node);
            case "prompt" -> {
                cluster.slowDisks.remove(node);
                cluster.completeAll(node);
            }
            case "force" -> {
                if (other == 0) {
                    cluster.completeAll(node);
                } else {
                    cluster.complete(node, other);
                }
            }
            case "crash" -> {
                cluster.crash(node);
                shownApplied.put(node, 0);
            }
            case "status" ->
                nodes.stream()
                        .sorted()
                        .forEach(id -> output.add(status(cluster.raft(id).status())));
            case "log" -> nodes.stream().sorted().forEach(id -> output.add(id + ": " + log(id)));
            case "network" -> cluster.network.forEach(envelope -> output.add(text(envelope)));
            case "disk" -> output.add(disk(cluster.peer(node)));
            default -> throw new AssertionError("unknown command: " + line);
        }
        showChanges();
        return output.isEmpty() ? List.of("ok") : List.copyOf(output);
    }

    private void start(String[] words) {
        RaftOptions options = RaftOptions.DEFAULT;
        List<Integer> voters = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            switch (words[i]) {
                case "plain" -> options = TestOptions.PLAIN;
                case "leases" -> options = TestOptions.LEASES;
                case "small" -> options = TestOptions.small(2, 1, 0);
                default -> voters.add(Integer.parseInt(words[i]));
            }
        }
        cluster =
                new Cluster(options, voters.stream().mapToInt(Integer::intValue).toArray());
        cluster.promptPieces = true;
        cluster.lost = envelope -> cuts.contains(envelope.from() + "->" + envelope.to());
        nodes.addAll(voters);
        for (int id : voters) {
            shown.put(id, cluster.raft(id).status());
        }
    }

    private void restore(int id, String[] words) {
        long term = Long.parseLong(words[3]);
        long[] terms = new long[words.length - 5];
        for (int i = 5; i < words.length; i++) {
            terms[i - 5] = Long.parseLong(words[i]);
        }
        Snapshot before = cluster.peer(id).snapshot;
        cluster.add(id, new Restored(new HardState(term, 0), before, OneNode.entries(1, terms), 0));
        shown.put(id, cluster.raft(id).status());
    }

    private void ask(int node, Proposal outcome) {
        output.add(
                switch (outcome) {
                    case Proposal.Accepted(EntryId id) -> "accepted: " + id;
                    case Proposal.Rejected(Proposal.Reason reason) -> "rejected: " + reason;
                });
        cluster.turn(node);
    }

    /** Returns the first {@code count} messages under way on a link, or all if that is 0. */
    private List<Envelope> underWay(String[] link, int count) {
        return cluster.network.stream()
                .filter(envelope ->
                        envelope.from() == Integer.parseInt(link[0]) && envelope.to() == Integer.parseInt(link[1]))
                .limit(count == 0 ? Long.MAX_VALUE : count)
                .toList();
    }

    private void cut(String what) {
        if (what.contains("->")) {
            cuts.add(what);
        } else {
            for (int other : nodes) {
                cuts.add(what + "->" + other);
                cuts.add(other + "->" + what);
            }
        }
    }

    private void deliver(String[] link, int count) {
        if (link.length > 0) {
            List<Envelope> some = underWay(link, count);
            some.forEach(cluster.network::remove);
            some.forEach(this::deliverOne);
        } else {
            while (!cluster.network.isEmpty()) {
                deliverOne(cluster.network.removeFirst());
            }
        }
    }

    private void deliverOne(Envelope envelope) {
        output.add(text(envelope) + (cluster.lost.test(envelope) ? " (lost)" : ""));
        cluster.deliver(envelope);
        showChanges();
    }

    private void deliverQuietly() {
        while (!cluster.network.isEmpty()) {
            cluster.deliver(cluster.network.removeFirst());
            showChanges();
        }
    }

    /** Adds what has changed on each node since it was last shown. */
    private void showChanges() {
        for (int id : nodes.stream().sorted().toList()) {
            RaftStatus now = cluster.raft(id).status();
            RaftStatus before = shown.put(id, now);
            if (before == null) {
                output.add("  " + id + " starts");
                continue;
            }
            if (now.role() != before.role() || now.term() != before.term()) {
                output.add("  " + id + " is " + role(now));
            }
            if (!now.configuration().equals(before.configuration())) {
                output.add("  " + id + " has the members " + members(now.configuration()));
            }
            List<EntryId> log = entries(id);
            List<EntryId> old = shownLog.put(id, log);
            if (old != null) {
                old.stream()
                        .filter(entry -> entry.index() >= now.first() && !log.contains(entry))
                        .findFirst()
                        .ifPresent(entry -> output.add("  " + id + " loses its entries from " + entry + " on"));
            }
            if (!now.snapshot().equals(before.snapshot())) {
                output.add("  " + id + " has a snapshot up to " + now.snapshot().last());
            }
            if (now.commit() != before.commit()) {
                output.add("  " + id + " commits " + now.commit());
            }
            Cluster.Peer peer = cluster.peer(id);
            List<Entry> applied = peer.applied;
            String commands =
                    applied.subList(Math.min(shownApplied.getOrDefault(id, 0), applied.size()), applied.size()).stream()
                            .filter(entry -> entry.payload() instanceof Payload.Command)
                            .map(Scenario::command)
                            .collect(Collectors.joining(" "));
            shownApplied.put(id, applied.size());
            if (!commands.isEmpty()) {
                output.add("  " + id + " applies " + commands);
            }
            List<Effects.ReadOutcome> reads = peer.reads;
            for (Effects.ReadOutcome read : reads.subList(shownReads.getOrDefault(id, 0), reads.size())) {
                output.add("  " + id
                        + switch (read) {
                            case Effects.ReadOutcome.Ready(long read2, long index) ->
                                " answers read " + read2 + " at " + index;
                            case Effects.ReadOutcome.Lost(long read2) -> " has lost read " + read2;
                        });
            }
            shownReads.put(id, reads.size());
        }
    }

    private static String command(Entry entry) {
        return entry.payload() instanceof Payload.Command(byte[] data) ? new String(data, StandardCharsets.UTF_8) : "";
    }

    private static String role(RaftStatus status) {
        String role = switch (status.role()) {
            case FOLLOWER -> "follower";
            case PRE_CANDIDATE -> "pre-candidate";
            case CANDIDATE -> "candidate";
            case LEADER -> "leader";
        };
        return role + " in term " + status.term();
    }

    private static String members(Configuration configuration) {
        return configuration.members().isEmpty()
                ? "none"
                : configuration.members().stream()
                        .map(member -> member.voter() ? "" + member.id() : "(" + member.id() + ")")
                        .collect(Collectors.joining(" "));
    }

    private static String status(RaftStatus status) {
        return status.id() + ": " + role(status) + ", last " + status.last() + ", commit " + status.commit()
                + ", durable " + status.durable() + ", members " + members(status.configuration());
    }

    private List<EntryId> entries(int id) {
        RaftStatus status = cluster.raft(id).status();
        List<EntryId> entries = new ArrayList<>();
        for (long index = status.first(); index <= status.last().index(); index++) {
            entries.add(new EntryId(index, cluster.raft(id).termAt(index)));
        }
        return entries;
    }

    private String log(int id) {
        RaftStatus status = cluster.raft(id).status();
        String snapshot =
                status.first() > 1 ? "snapshot up to " + status.snapshot().last() + ", " : "";
        return snapshot + "entries " + listed(entries(id));
    }

    private static String disk(Cluster.Peer peer) {
        return "term " + peer.hardState.term() + ", vote " + peer.hardState.vote() + ", entries "
                + listed(peer.log.stream().map(Entry::id).toList()) + ", pending writes "
                + listed(peer.pending.stream().map(Write::number).toList());
    }

    private static String listed(List<?> things) {
        return things.isEmpty() ? "none" : things.stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    private static String text(Envelope envelope) {
        Message message = envelope.message();
        String rest = switch (message) {
            case RequestVote request ->
                "asks for a vote, last " + request.last() + (request.transfer() ? ", for a transfer" : "");
            case RequestVoteResponse response -> response.granted() ? "votes" : "does not vote";
            case PreVote question -> "asks for a pre-vote, last " + question.last();
            case PreVoteResponse response -> response.granted() ? "would vote" : "would not vote";
            case AppendEntries append ->
                (append.entries().isEmpty()
                                ? "says that it leads"
                                : "sends "
                                        + append.entries().stream()
                                                .map(entry -> entry.id().toString())
                                                .collect(Collectors.joining(" ")))
                        + ", after " + append.previous() + ", commit " + append.commit()
                        + (append.round() > 0 ? ", round " + append.round() : "");
            case AppendEntriesResponse response ->
                (response.success()
                                ? "agrees up to " + response.index()
                                : "lacks " + response.index() + ", try " + response.hint())
                        + (response.round() > 0 ? ", round " + response.round() : "");
            case InstallSnapshot piece ->
                "sends a snapshot up to " + piece.snapshot().last() + ", bytes from " + piece.offset()
                        + (piece.done() ? ", the last" : "");
            case InstallSnapshotResponse response ->
                response.installed()
                        ? "has the snapshot up to " + response.last()
                        : "has " + response.received() + " bytes of the snapshot";
            case TimeoutNow _ -> "asks to campaign at once";
        };
        return envelope.from() + "->" + envelope.to() + " term " + message.term() + ": " + rest;
    }
}

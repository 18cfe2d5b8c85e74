package kvs.cluster.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import kvs.cluster.client.ClusterClient.NodeReport;
import kvs.raft.proto.FollowerInfoProto;
import kvs.raft.proto.MemberProto;
import kvs.raft.proto.NodeInfoProto;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes say about themselves, for people and for programs.
 *
 * <pre>
 *   NODE  ROLE         KIND     TERM  COMMIT  APPLIED  LAST  DURABLE  LOG      SNAPSHOT  SIZE   KEYS  ADDRESS
 *   1     leader *     voter    3     1204    1204     1204  1204     2.1 MiB  1000      31 KB  812   127.0.0.1:9001
 * </pre>
 */
final class InfoText {
    private InfoText() {}

    static String table(List<NodeReport> reports) {
        Map<Integer, MemberProto> members = members(reports);
        Table nodes = new Table();
        nodes.add(
                "NODE",
                "ROLE",
                "KIND",
                "TERM",
                "COMMIT",
                "APPLIED",
                "LAST",
                "DURABLE",
                "LOG",
                "SNAPSHOT",
                "SIZE",
                "KEYS",
                "ADDRESS");
        StringBuilder problems = new StringBuilder();
        for (NodeReport report : reports) {
            addRow(nodes, report, members.get(report.id()));
            if (report.info() == null) {
                problems.append(name(report) + " is unreachable: " + report.problem() + System.lineSeparator());
            }
        }
        return header(reports) + nodes + problems + followers(reports);
    }

    private static String header(List<NodeReport> reports) {
        NodeInfoProto any = mostAdvanced(reports);
        return any == null
                ? ""
                : "cluster " + HexFormat.of().toHexDigits(any.getCluster())
                        + (any.getReplication().isEmpty() ? "" : ", replication " + any.getReplication())
                        + (any.getVersion().isEmpty() ? "" : ", version " + any.getVersion())
                        + System.lineSeparator();
    }

    /** Returns the members as the node knows them whose commit index is the highest. */
    private static Map<Integer, MemberProto> members(List<NodeReport> reports) {
        Map<Integer, MemberProto> members = new HashMap<>();
        NodeInfoProto info = mostAdvanced(reports);
        if (info != null) {
            info.getConfiguration().getMembersList().forEach(member -> members.put(member.getId(), member));
        }
        return members;
    }

    private static @Nullable NodeInfoProto mostAdvanced(List<NodeReport> reports) {
        return reports.stream()
                .flatMap(report -> report.info() == null ? null : Stream.of(report.info()))
                .max(Comparator.comparingLong(NodeInfoProto::getCommit))
                .orElse(null);
    }

    /** Returns what the leader of the highest term says; null if none leads. */
    private static @Nullable NodeInfoProto leader(List<NodeReport> reports) {
        NodeInfoProto leader = null;
        for (NodeReport report : reports) {
            NodeInfoProto info = report.info();
            if (info != null && leads(info) && (leader == null || info.getTerm() > leader.getTerm())) {
                leader = info;
            }
        }
        return leader;
    }

    private static boolean leads(NodeInfoProto info) {
        return info.getRole().equalsIgnoreCase("leader");
    }

    private static void addRow(Table nodes, NodeReport report, @Nullable MemberProto member) {
        NodeInfoProto info = report.info();
        String id = report.id() == 0 ? "?" : String.valueOf(report.id());
        String kind = member == null ? "no member" : member.getVoter() ? "voter" : "learner";
        if (info == null) {
            nodes.add(
                    id,
                    "-",
                    kind,
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    report.address().toString());
            return;
        }
        nodes.add(
                id,
                info.getRole().toLowerCase(Locale.ROOT) + (leads(info) ? " *" : ""),
                info.getRecovering() ? kind + ", recovering" : kind,
                number(info.getTerm()),
                number(info.getCommit()),
                number(info.getApplied()),
                number(info.getLast().getIndex()),
                number(info.getDurable()),
                size(info.getLogBytes()),
                number(info.getSnapshot().getLast().getIndex()),
                size(info.getSnapshotBytes()),
                number(info.getKeys()),
                report.address().toString());
    }

    private static String followers(List<NodeReport> reports) {
        NodeInfoProto leader = leader(reports);
        if (leader == null) {
            return "no node leads" + System.lineSeparator();
        }
        Table followers = new Table();
        followers.add("FOLLOWER", "MATCH", "NEXT", "MODE", "IN FLIGHT");
        boolean some = false;
        for (FollowerInfoProto follower : leader.getFollowersList()) {
            if (follower.getId() != leader.getId()) {
                some = true;
                followers.add(
                        number(follower.getId()),
                        number(follower.getMatch()),
                        number(follower.getNext()),
                        follower.getMode().toLowerCase(Locale.ROOT),
                        number(follower.getInflight()));
            }
        }
        return some ? System.lineSeparator() + followers : "";
    }

    private static String name(NodeReport report) {
        return report.id() == 0 ? report.address().toString() : "node " + report.id();
    }

    private static String number(long value) {
        return Long.toUnsignedString(value);
    }

    private static String size(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + " B";
        }
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }

    /** Returns {@code {"nodes":[{"address":…,"info":{…}},{"address":…,"id":…,"error":…}]}}. */
    static String json(List<NodeReport> reports) {
        List<String> nodes = new ArrayList<>();
        for (NodeReport report : reports) {
            String address = "{\"address\":" + ProtoJson.text(report.address().toString());
            nodes.add(
                    report.info() == null
                            ? address + ",\"id\":" + report.id() + ",\"error\":" + ProtoJson.text(report.problem())
                                    + "}"
                            : address + ",\"id\":" + report.id() + ",\"info\":" + ProtoJson.of(report.info()) + "}");
        }
        return "{\"nodes\":[" + String.join(",", nodes) + "]}";
    }

    /** Rows of cells, in columns as wide as their widest cell. */
    private static final class Table {
        private final List<String[]> rows = new ArrayList<>();

        void add(String... cells) {
            rows.add(cells);
        }

        @Override
        public String toString() {
            int[] widths = new int[rows.getFirst().length];
            for (String[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    widths[i] = Math.max(widths[i], row[i].length());
                }
            }
            StringBuilder text = new StringBuilder();
            for (String[] row : rows) {
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < row.length; i++) {
                    line.append(row[i]).repeat(' ', widths[i] - row[i].length() + 2);
                }
                text.append(line.toString().stripTrailing()).append(System.lineSeparator());
            }
            return text.toString();
        }
    }
}

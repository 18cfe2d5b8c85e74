package kvs.cluster.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.cluster.local.LocalCluster.Action;
import kvs.raft.proto.NodeInfoProto;
import kvs.server.ErrorLine;

/** Commands that an operator types. For one thread. */
final class Console {
    static final String HELP = """
            status                 how each node stands
            kill N                 ends node N at once, as SIGKILL does
            stop N, start N        stops node N well; starts it again
            restart N              both
            pause N, resume N      stops the clock of node N; goes on
            cut N, heal N          cuts node N off from the others; ends that
            quit                   stops the cluster""";

    private static final Pattern COMMAND = Pattern.compile("([a-z]+)\\s+(\\d{1,9})");

    private final ClusterPlan plan;
    private final LocalCluster cluster;
    private final Watch watch;
    private final Output output;
    private final Runnable quit;

    Console(ClusterPlan plan, LocalCluster cluster, Watch watch, Output output, Runnable quit) {
        this.plan = plan;
        this.cluster = cluster;
        this.watch = watch;
        this.output = output;
        this.quit = quit;
    }

    /** Reads commands to the end of the input. That is no command to stop: there may be no terminal. */
    void run(BufferedReader in) {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                command(line.strip().toLowerCase(Locale.ROOT));
            }
        } catch (IOException e) {
            output.cluster("no more commands can be read: " + ErrorLine.of(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    void command(String line) throws InterruptedException {
        Matcher onNode = COMMAND.matcher(line);
        Action action = onNode.matches() ? Action.named(onNode.group(1)) : null;
        if (action != null) {
            try {
                output.cluster(cluster.act(action, Integer.parseInt(onNode.group(2))));
            } catch (IOException e) {
                output.cluster("error: " + ErrorLine.of(e));
            }
            return;
        }
        switch (line) {
            case "" -> {}
            case "status" -> output.answer(status());
            case "help" -> output.answer(HELP);
            case "quit", "exit" -> quit.run();
            default -> output.answer("\"" + line + "\" is not a command. These are:\n" + HELP);
        }
    }

    private String status() {
        StringBuilder table = new StringBuilder();
        row(table, "node", "state", "role", "term", "last", "commit", "applied", "process", "clients");
        for (int id : plan.ids()) {
            NodeProcess node = cluster.process(id);
            NodeInfoProto view = watch.view(id);
            row(
                    table.append('\n'),
                    id,
                    cluster.isCutOff(id) ? "cut off" : node.state().name().toLowerCase(Locale.ROOT),
                    view == null ? "?" : view.getRole().toLowerCase(Locale.ROOT).replace('_', '-'),
                    view == null ? "?" : view.getTerm(),
                    view == null ? "?" : view.getLast().getIndex(),
                    view == null ? "?" : view.getCommit(),
                    view == null ? "?" : view.getApplied(),
                    node.pid() == 0 ? "" : node.pid(),
                    plan.address(id).forClients());
        }
        return table.toString();
    }

    private static void row(StringBuilder table, Object... cells) {
        table.append(String.format(Locale.ROOT, "%-5s %-7s %-13s %6s %10s %10s %10s %8s  %s", cells));
    }
}

package kvs.cluster.client;

import java.io.IOException;
import java.util.List;
import kvs.cluster.client.ClusterClient.NodeReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code info}: what each node says about itself. */
@Command(name = "info", description = "Prints a table of the nodes, and how far the followers are.")
final class InfoCommand extends KvsClusterClient.Request {
    @Option(names = "--json", description = "Prints one JSON document with everything, metrics included.")
    boolean json;

    @Override
    int ask(ClusterClient client) throws IOException {
        List<NodeReport> reports = client.infoAll();
        System.out.print(json ? InfoText.json(reports) + System.lineSeparator() : InfoText.table(reports));
        return 0;
    }
}

package kvs.cluster.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import kvs.cluster.HttpPage;

/** Talks to the HTTP ports of the nodes. */
final class NodeHttp implements LocalCluster.Faults, Collector.Source {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final ClusterPlan plan;
    private final String token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** @param token that the nodes demand for a fault */
    NodeHttp(ClusterPlan plan, String token) {
        this.plan = plan;
        this.token = token;
    }

    @Override
    public String trace(int node, long after) throws IOException, InterruptedException {
        return body(request(node, "/trace?after=" + after).GET().build());
    }

    @Override
    public void cut(int node, boolean cut) throws IOException, InterruptedException {
        body(request(node, cut ? "/cut" : "/heal")
                .header(HttpPage.TOKEN_HEADER, token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private HttpRequest.Builder request(int node, String path) {
        String host = plan.host().contains(":") ? "[" + plan.host() + "]" : plan.host();
        return HttpRequest.newBuilder(URI.create("http://" + host + ":" + plan.httpPort(node) + path))
                .timeout(TIMEOUT);
    }

    private String body(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(request.uri() + " answers " + response.statusCode() + ": "
                    + response.body().strip());
        }
        return response.body();
    }
}

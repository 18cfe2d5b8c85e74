package kvs.resp;

import java.util.List;
import java.util.Set;
import kvs.protocol.Bytes;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** SUBSCRIBE, PUBLISH and their relatives. The subscriptions are in {@link PubSub}, and with each client. */
final class PubSubCommands {
    private static final String FLAGS = "pubsub noscript loading stale";

    private PubSubCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.command("pubsub", "subscribe", -2, FLAGS)
                .since("2.0.0", "Listen for messages published to the given channels")
                .onClient(PubSubCommands::subscribe);
        table.command("pubsub", "unsubscribe", -1, FLAGS)
                .since("2.0.0", "Stop listening for messages posted to the given channels")
                .onClient(PubSubCommands::unsubscribe);
        table.command("pubsub", "psubscribe", -2, FLAGS)
                .since("2.0.0", "Listen for messages published to channels matching the given patterns")
                .onClient(PubSubCommands::subscribePatterns);
        table.command("pubsub", "punsubscribe", -1, FLAGS)
                .since("2.0.0", "Stop listening for messages posted to channels matching the given patterns")
                .onClient(PubSubCommands::unsubscribePatterns);
        table.command("pubsub", "publish", 3, "pubsub loading stale fast")
                .since("2.0.0", "Post a message to a channel")
                .onClient(PubSubCommands::publish);
        table.command("pubsub", "pubsub", -2, "")
                .since("2.8.0", "A container for Pub/Sub commands")
                .onClient(subcommands());
    }

    private static Subcommands subcommands() {
        String flags = "pubsub loading stale";
        return new Subcommands("pubsub", "pubsub")
                .add("channels", -2, flags, "2.8.0", "List active channels", PubSubCommands::channels)
                .add(
                        "numpat",
                        2,
                        flags,
                        "2.8.0",
                        "Get the count of unique patterns pattern subscriptions",
                        (_, client, out) -> out.integer(client.server().pubSub().patternCount()))
                .add("numsub", -2, flags, "2.8.0", "Get the count of subscribers for channels", PubSubCommands::numSub)
                .help(
                        "6.2.0",
                        "CHANNELS [<pattern>]",
                        "    Return the currently active channels matching a <pattern> (default: '*').",
                        "NUMPAT",
                        "    Return number of subscriptions to patterns.",
                        "NUMSUB [<channel> ...]",
                        "    Return the number of subscribers for the specified channels, excluding",
                        "    pattern subscriptions(default: no channels).");
    }

    private static void subscribe(Arguments words, Client client, Replies out) {
        for (int i = 1; i < words.count(); i++) {
            Bytes channel = words.get(i).copy();
            if (!client.channels().contains(channel)) {
                if (!client.maySubscribe()) {
                    tooMany(out);
                    return;
                }
                client.channels().add(channel);
                client.subscribed();
                client.server().pubSub().subscribe(channel, client.subscriber());
            }
            confirm("subscribe", channel, client, out);
        }
    }

    private static void subscribePatterns(Arguments words, Client client, Replies out) {
        for (int i = 1; i < words.count(); i++) {
            Bytes pattern = words.get(i).copy();
            if (!client.patterns().contains(pattern)) {
                if (!client.maySubscribe()) {
                    tooMany(out);
                    return;
                }
                client.patterns().add(pattern);
                client.subscribed();
                client.server().pubSub().subscribePattern(pattern, client.subscriber());
            }
            confirm("psubscribe", pattern, client, out);
        }
    }

    private static void tooMany(Replies out) {
        out.error("ERR too many subscriptions: UNSUBSCRIBE first, or use a pattern");
    }

    private static void unsubscribe(Arguments words, Client client, Replies out) {
        List<Bytes> named = named(words, client.channels());
        client.unsubscribing();
        for (Bytes channel : named) {
            if (client.channels().remove(channel)) {
                client.subscribed();
                client.server().pubSub().unsubscribe(channel, client.subscriber());
            }
            confirm("unsubscribe", channel, client, out);
        }
        if (named.isEmpty()) {
            confirm("unsubscribe", null, client, out);
        }
    }

    private static void unsubscribePatterns(Arguments words, Client client, Replies out) {
        List<Bytes> named = named(words, client.patterns());
        client.unsubscribing();
        for (Bytes pattern : named) {
            if (client.patterns().remove(pattern)) {
                client.subscribed();
                client.server().pubSub().unsubscribePattern(pattern, client.subscriber());
            }
            confirm("punsubscribe", pattern, client, out);
        }
        if (named.isEmpty()) {
            confirm("punsubscribe", null, client, out);
        }
    }

    /** Returns what a command names; a command without a name means all that the client has subscribed to. */
    private static List<Bytes> named(Arguments words, Set<Bytes> all) {
        if (words.count() == 1) {
            return List.copyOf(all);
        }
        Bytes[] named = new Bytes[words.count() - 1];
        for (int i = 0; i < named.length; i++) {
            named[i] = words.get(i + 1).copy();
        }
        return List.of(named);
    }

    private static void confirm(String kind, @Nullable Bytes name, Client client, Replies out) {
        out.push(3);
        out.bulk(kind);
        if (name == null) {
            out.nil();
        } else {
            out.bulk(Slice.of(name));
        }
        out.integer(client.subscriptions());
    }

    private static void publish(Arguments words, Client client, Replies out) {
        out.integer(client.server()
                .pubSub()
                .publish(words.get(1).copy(), words.get(2).copy()));
    }

    private static void channels(Arguments words, Client client, Replies out) {
        if (words.count() > 3) {
            out.error("ERR unknown subcommand or wrong number of arguments for '"
                    + ConnectionCommands.text(words.get(1)) + "'. Try PUBSUB HELP.");
            return;
        }
        Slice pattern = words.count() == 3 ? words.get(2) : null;
        List<Bytes> channels = client.server().pubSub().channels(pattern);
        out.array(channels.size());
        for (Bytes channel : channels) {
            out.bulk(Slice.of(channel));
        }
    }

    private static void numSub(Arguments words, Client client, Replies out) {
        // An array in RESP3, too.
        out.array(2 * (words.count() - 2));
        for (int i = 2; i < words.count(); i++) {
            out.bulk(words.get(i));
            out.integer(client.server().pubSub().subscribers(words.get(i).copy()));
        }
    }
}

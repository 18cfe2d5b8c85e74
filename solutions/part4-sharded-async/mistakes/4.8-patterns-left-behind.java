import java.util.Collection;

/**
 * Ends the subscriptions to channels and forgets those to patterns. The connection is closed, and each message that matches
 * is delivered to it for ever.
 *
 * @sees messages for a client that has left, and patterns that stay
 * @probably the patterns of the client were not unsubscribed from: they are in a registry of their own
 */
class PubSub {
    void unsubscribeAll(Subscriber subscriber, Collection<Bytes> channelNames, Collection<Bytes> patternNames) {
        channelNames.forEach(channel -> unsubscribe(channel, subscriber));
    }
}

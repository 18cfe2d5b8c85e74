package kvs.maelstrom;

import com.fasterxml.jackson.databind.JsonNode;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** A request of the workload {@code lin-kv}. Keys and values are any JSON. */
sealed interface ClientRequest {

    /** {@code {"type":"read","key":K}}, answered with {@code {"type":"read_ok","value":V}}. */
    record Read(Bytes key) implements ClientRequest {}

    /** {@code {"type":"write","key":K,"value":V}}, answered with {@code {"type":"write_ok"}}. */
    record Write(Bytes key, Bytes value) implements ClientRequest {}

    /**
     * {@code {"type":"cas","key":K,"from":V,"to":W}}, answered with {@code {"type":"cas_ok"}}.
     *
     * @param create whether a key without a value gets one: {@code "create_if_not_exists":true}
     */
    record Cas(Bytes key, Bytes from, Bytes to, boolean create) implements ClientRequest {}

    /** The body is of another type, or lacks a field. */
    final class InvalidException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient ErrorCode code;

        InvalidException(ErrorCode code, String message) {
            super(message);
            this.code = code;
        }

        ErrorCode code() {
            return code;
        }
    }

    /**
     * Returns the request in a message.
     *
     * @throws InvalidException if {@code body} is no request of this workload; it says why
     */
    static ClientRequest of(JsonNode body) throws InvalidException {
        String type = body.path("type").asText();
        return switch (type) {
            case "read" -> new Read(field(body, "key"));
            case "write" -> new Write(field(body, "key"), field(body, "value"));
            case "cas" ->
                new Cas(
                        field(body, "key"),
                        field(body, "from"),
                        field(body, "to"),
                        body.path("create_if_not_exists").asBoolean());
            default ->
                throw new InvalidException(
                        ErrorCode.NOT_SUPPORTED,
                        "this node serves the workload lin-kv (read, write, cas), and not '" + type + "'");
        };
    }

    private static Bytes field(JsonNode body, String name) throws InvalidException {
        @Nullable JsonNode value = body.get(name);
        if (value == null) {
            throw new InvalidException(
                    ErrorCode.MALFORMED_REQUEST,
                    "the field '" + name + "' of '" + body.path("type").asText() + "' is missing");
        }
        return Json.bytes(value);
    }
}

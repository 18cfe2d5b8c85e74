package kvs.maelstrom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import kvs.protocol.Bytes;

/** JSON as lines, as keys and as values. */
final class Json {
    /** A number keeps its digits. Text is ASCII, so that no character is lost between it and the bytes. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private static final ObjectWriter LINES = MAPPER.writer();

    /** Gives equal objects equal texts, in whatever order their fields arrived. */
    private static final ObjectWriter SORTED = MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

    private Json() {}

    /** Returns an object without fields. */
    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** @throws JsonProcessingException if {@code text} is anything else than one JSON value */
    static JsonNode parse(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    /** Returns {@code value} in one line. */
    static String text(JsonNode value) {
        return text(LINES, value);
    }

    private static String text(ObjectWriter writer, JsonNode value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree could not be written: " + e.getMessage(), e);
        }
    }

    /** Returns {@code value} as the store keeps it: equal values, and only these, give equal bytes. */
    static Bytes bytes(JsonNode value) {
        return Bytes.utf8(text(SORTED, value));
    }

    /** Returns the value of {@link #bytes}. */
    static JsonNode value(Bytes bytes) {
        try {
            return parse(bytes.utf8());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A value in the store is not JSON: " + bytes, e);
        }
    }
}

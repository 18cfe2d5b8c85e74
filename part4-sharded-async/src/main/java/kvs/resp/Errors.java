package kvs.resp;

import java.nio.charset.StandardCharsets;
import kvs.shard.Slice;

/** The failures that many commands have, in Redis's words: clients look for them. */
final class Errors {
    static final String SYNTAX = "ERR syntax error";
    static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";
    static final String NOT_A_FLOAT = "ERR value is not a valid float";
    static final String NO_SUCH_KEY = "ERR no such key";

    private Errors() {}

    /** Returns the failure of a command with too few or too many words; {@code name} in lower case. */
    static String wrongNumberOfArguments(String name) {
        return "ERR wrong number of arguments for '" + name + "' command";
    }

    /** Returns the failure of a command that has subcommands, but not {@code name}; {@code command} in upper case. */
    static String unknownSubcommand(String command, Slice name) {
        int shown = Math.min(name.length(), 128);
        return "ERR unknown subcommand '"
                + new String(name.array(), name.from(), shown, StandardCharsets.UTF_8)
                + "'. Try " + command + " HELP.";
    }

    /** Returns the failure of an expiry that is not positive or overflows; {@code command} in lower case. */
    static String invalidExpireTime(String command) {
        return "ERR invalid expire time in '" + command + "' command";
    }
}

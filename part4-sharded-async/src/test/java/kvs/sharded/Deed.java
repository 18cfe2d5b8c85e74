package kvs.sharded;

import java.util.List;
import java.util.stream.Collectors;

/** What one client of a conversation does next; the other clients wait until it has read its replies. */
sealed interface Deed {

    /** The client's number. */
    int client();

    /**
     * Sends commands in one pipeline.
     *
     * @param inline which commands are sent as a line of text
     * @param cuts the stream is written in pieces that end at these bytes
     */
    record Pipeline(int client, List<List<String>> commands, List<Boolean> inline, List<Integer> cuts) implements Deed {
        @Override
        public String toString() {
            return client + "> " + commands.stream().map(Deed::show).collect(Collectors.joining(" | "));
        }
    }

    /** Reads all keys with SCAN, from cursor 0 until it is 0 again. */
    record ScanAll(int client, List<String> options) implements Deed {
        @Override
        public String toString() {
            return client + "> SCAN … " + show(options);
        }
    }

    /** Sends commands and then bytes that end the connection. */
    record Last(int client, List<List<String>> commands, String bytes) implements Deed {
        @Override
        public String toString() {
            return client + "> " + commands.stream().map(Deed::show).collect(Collectors.joining(" | ")) + " then "
                    + show(List.of(bytes));
        }
    }

    /** Returns the words with each byte that cannot be seen as {@code \x00}. */
    static String show(List<String> words) {
        return words.stream().map(Deed::show).collect(Collectors.joining(" "));
    }

    private static String show(String word) {
        if (word.isEmpty()) {
            return "\"\"";
        }
        if (word.length() > 200) {
            return show(word.substring(0, 20)) + "…(" + word.length() + " bytes)";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char letter = word.charAt(i);
            text.append(letter > ' ' && letter <= '~' ? String.valueOf(letter) : "\\x%02x".formatted((int) letter));
        }
        return text.toString();
    }
}

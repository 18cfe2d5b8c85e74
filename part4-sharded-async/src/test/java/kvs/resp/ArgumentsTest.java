package kvs.resp;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import kvs.protocol.ByteCursor;
import kvs.protocol.Fact;
import kvs.resp.RespParser.Result;
import org.junit.jupiter.api.Test;

/** The words of a command, and their way to a copy of its bytes. */
class ArgumentsTest {

    @Test
    void of_has_the_words_and_their_raw_bytes() {
        Arguments words = Arguments.of("SET", "ñ", "");
        Fact.when("of(SET, ñ, \"\"), then the words")
                .gives(Requests.command("SET", "\u00c3\u00b1", ""), Requests.copy(words));
        byte[] raw = Arrays.copyOfRange(words.raw(), words.rawFrom(), words.rawFrom() + words.rawLength());
        Fact.when("of(SET, ñ, \"\"), then parse its raw bytes")
                .gives(
                        List.of(Requests.copy(words)),
                        Requests.drained(RespLimits.DEFAULT, raw).commands());
        Fact.when("of(SET, ñ, \"\"), then toString()").gives("[\"SET\", hex:c3b1, \"\"]", words.toString());
    }

    @Test
    void rebase_moves_all_words_to_a_copy() {
        byte[] array = Requests.bytes("+++*2\r\n$3\r\nGET\r\n$3\r\nfoo\r\n");
        ByteCursor in = ByteCursor.over(array);
        in.skip(3);
        Arguments words = new Arguments();
        Fact.when("parse GET foo").gives(Result.COMPLETE, new RespParser(RespLimits.DEFAULT).parse(in, words));
        byte[] copy = new byte[100];
        System.arraycopy(words.raw(), words.rawFrom(), copy, 50, words.rawLength());
        words.rebase(copy, 50 - words.rawFrom());
        Arrays.fill(array, (byte) 'x');
        Fact.when("rebase, overwrite the original, then the words")
                .gives(Requests.command("GET", "foo"), Requests.copy(words));
        Fact.when("rebase, then rawFrom()").gives(50, words.rawFrom());
        Fact.when("rebase, then raw()").holds(words.raw() == copy, "the copy", "another array");
    }

    @Test
    void has_no_word_beyond_its_count() {
        Arguments words = Arguments.of("SET", "a", "b");
        words.clear();
        words.add(new byte[3], 0, 3);
        for (int index : new int[] {-1, 1, 2}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> words.get(index));
        }
        words.clear();
        Fact.when("clear(), then count()").gives(0, words.count());
    }

    @Test
    void takes_more_words_than_it_keeps_room_for() {
        Arguments words = new Arguments();
        for (int round = 0; round < 2; round++) {
            words.clear();
            for (int i = 0; i < 5000; i++) {
                words.add(new byte[] {(byte) i}, 0, 1);
            }
            Fact.when("add 5000 words, then count()").gives(5000, words.count());
            Fact.when("add 5000 words, then the last")
                    .gives(4999 & 0xff, words.get(4999).at(0));
        }
    }
}

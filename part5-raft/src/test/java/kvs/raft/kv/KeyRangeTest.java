package kvs.raft.kv;

import java.util.Arrays;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeyRangeTest {

    @Provide
    Arbitrary<byte[]> ends() {
        return net.jqwik.api.Arbitraries.of((byte) 0, (byte) 1, (byte) 0xfe, (byte) 0xff)
                .array(byte[].class)
                .ofMaxSize(4);
    }

    @Property
    void a_prefix_contains_exactly_the_keys_that_start_with_it(
            @ForAll("ends") byte[] prefix, @ForAll("ends") byte[] key) {
        boolean starts = key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
        KeyRange range = KeyRange.startingWith(Bytes.copyOf(prefix));
        Fact.when("ask whether " + range + " contains " + Bytes.copyOf(key))
                .gives(starts, range.contains(Bytes.copyOf(key)));
    }

    @Example
    void ends_before_its_end() {
        KeyRange range = new KeyRange(Some.utf8("b"), Some.utf8("d"));
        Fact.when("ask for the start").gives(true, range.contains(Some.utf8("b")));
        Fact.when("ask for the last key before the end").gives(true, range.contains(Some.utf8("czzz")));
        Fact.when("ask for the end").gives(false, range.contains(Some.utf8("d")));
        Fact.when("ask for a key before the start").gives(false, range.contains(Some.utf8("a")));
    }

    @Example
    void is_empty_unless_it_ends_after_its_start() {
        Fact.when("from b to b").gives(true, new KeyRange(Some.utf8("b"), Some.utf8("b")).isEmpty());
        Fact.when("from b to a").gives(true, new KeyRange(Some.utf8("b"), Some.utf8("a")).isEmpty());
        Fact.when("from b to c").gives(false, new KeyRange(Some.utf8("b"), Some.utf8("c")).isEmpty());
        Fact.when("all keys").gives(false, KeyRange.ALL.isEmpty());
    }
}

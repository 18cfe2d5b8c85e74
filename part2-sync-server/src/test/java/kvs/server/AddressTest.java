package kvs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exercise 2.1: addresses. */
@Tag("2.1")
class AddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:4000", "0.0.0.0:0", "255.255.255.255:65535", "10.1.2.3:1"})
    void takes_an_IPv4_address_and_a_port(String text) {
        var address = Address.parse(text);
        assertThat(address.isUnresolved()).isFalse();
        assertThat(Address.show(address)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]:4000", "[::]:0", "[fe80::1:2]:65535", "[2001:DB8:0:0:0:0:0:1]:80"})
    void takes_an_IPv6_address_in_brackets_and_a_port(String text) {
        var address = Address.parse(text);
        assertThat(address.getAddress()).isInstanceOf(java.net.Inet6Address.class);
        assertThat(Address.parse(Address.show(address))).isEqualTo(address);
        assertThat(text).endsWith(":" + address.getPort());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:65536",
                "127.0.0.1:-1",
                "127.0.0.1:+80",
                "127.0.0.1:",
                "127.0.0.1: 80",
                "127.0.0.1:99999999999",
                "127.0.0.1:8o"
            })
    void refuses_a_port_that_is_none(String text) {
        refuses(text, "is not a port, 0 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:4000", "example.invalid:80", "1.2.3:80", "127.1:80", "1.2.3.4.5:80", ":80"})
    void refuses_a_name_and_looks_nothing_up(String text) {
        refuses(text, "is not an IP address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"256.0.0.1:80", "1.2.3.999:80", "[1::2::3]:80", "[:::]:80", "[12345::]:80"})
    void refuses_numbers_that_are_no_address(String text) {
        refuses(text, "is not an IP address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[127.0.0.1]:80", "[localhost]:80", "[]:80", "[[::1]]:80", "[fe80::1%lo]:80"})
    void refuses_anything_but_IPv6_in_brackets(String text) {
        refuses(text, "is not an IPv6 address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1:4000", "fe80::1", "[::1:80"})
    void refuses_IPv6_without_brackets(String text) {
        refuses(text, "brackets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "localhost", "4000"})
    void refuses_an_address_without_a_port(String text) {
        refuses(text, "there is no port");
    }

    private static void refuses(String text, String why) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\" is not an address")
                .hasMessageContaining(why);
    }
}

package kvs.server;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 2.1: addresses. */
@Tag("2.1")
class AddressTest {
    @Test
    void takes_an_IPv4_address_and_a_port() {
        for (String text : new String[] {"127.0.0.1:4000", "10.1.2.3:1", "255.255.255.255:443"}) {
            InetSocketAddress address = parsed(text, "four numbers and a port is what V4 and PORT describe");
            Fact.when(call(text) + ", shown again").gives(text, Address.show(address));
            Fact.when(call(text) + ", the kind of address")
                    .gives(Inet4Address.class, address.getAddress().getClass());
        }
    }

    @Test
    void takes_an_IPv6_address_in_brackets_and_a_port() {
        takesV6("[::1]:4000", "[0:0:0:0:0:0:0:1]:4000");
        takesV6("[::]:80", "[0:0:0:0:0:0:0:0]:80");
        takesV6("[2001:DB8:0:0:0:0:0:1]:80", "[2001:db8:0:0:0:0:0:1]:80");
        takesV6("[fe80::1:2]:65535", "[fe80:0:0:0:0:0:1:2]:65535");
    }

    private static void takesV6(String text, String shown) {
        String usually = "the port begins behind the last colon; all others belong to the address";
        InetSocketAddress address = parsed(text, usually);
        Fact.when(call(text) + ", shown again").usually(usually).gives(shown, Address.show(address));
        Fact.when(call(text) + ", the kind of address")
                .gives(Inet6Address.class, address.getAddress().getClass());
    }

    @Test
    void takes_every_port_from_0_to_65535() {
        String usually = "0 stands for any port that is free, and 65535 is the last one there is";
        for (int port = 0; port <= 65535; port++) {
            String text = "127.0.0.1:" + port;
            Fact.when(call(text) + ", the port")
                    .usually(usually)
                    .gives(port, parsed(text, usually).getPort());
        }
    }

    @Test
    void refuses_a_port_above_65535() {
        String usually = "a port has sixteen bits; more digits can write more than these hold";
        refuses("127.0.0.1:65536", "is not a port, 0 to 65535", usually);
        refuses("127.0.0.1:69536", "is not a port, 0 to 65535", usually);
        refuses("[::1]:99999", "is not a port, 0 to 65535", usually);
        refuses("127.0.0.1:99999999999", "is not a port, 0 to 65535", usually);
    }

    @Test
    void refuses_a_port_that_is_not_written_in_digits() {
        String usually = "Integer.parseInt takes signs, and digits of other scripts, and complains in words of its own";
        refuses("127.0.0.1:8o", "\"8o\" is not a port, 0 to 65535", usually);
        refuses("127.0.0.1:", "\"\" is not a port, 0 to 65535", usually);
        refuses("127.0.0.1: 80", "\" 80\" is not a port, 0 to 65535", usually);
        refuses("127.0.0.1:+80", "\"+80\" is not a port, 0 to 65535", usually);
        refuses("127.0.0.1:-1", "\"-1\" is not a port, 0 to 65535", usually);
        refuses("127.0.0.1:\u0668\u0660", "is not a port, 0 to 65535", usually);
    }

    /** The first is known to every machine without a question to anybody. */
    @Test
    void refuses_a_name_and_looks_nothing_up() {
        String usually =
                "InetAddress.getByName, and InetSocketAddress with a string, ask the network what a name means";
        refuses("localhost:4000", "\"localhost\" is not an IP address", usually);
        refuses("example.invalid:80", "\"example.invalid\" is not an IP address", usually);
        refuses(":80", "\"\" is not an IP address", usually);
    }

    @Test
    void refuses_an_IPv4_address_that_has_not_four_numbers() {
        String usually = "the JDK fills up a short address: 127.1 is 127.0.0.1 to it, and 1.2.3 is 1.2.0.3";
        refuses("127.1:80", "\"127.1\" is not an IP address", usually);
        refuses("1.2.3:80", "\"1.2.3\" is not an IP address", usually);
        refuses("2130706433:80", "\"2130706433\" is not an IP address", usually);
        refuses("1.2.3.4.5:80", "\"1.2.3.4.5\" is not an IP address", usually);
    }

    @Test
    void refuses_an_IPv4_number_with_a_zero_in_front() {
        String usually =
                "010 is 10 to the JDK and 8 to inet_aton (CVE-2021-29922 is about such a pair): V4 says what we take";
        refuses("010.0.0.1:80", "\"010.0.0.1\" is not an IP address", usually);
        refuses("1.2.3.00:80", "\"1.2.3.00\" is not an IP address", usually);
    }

    @Test
    void refuses_numbers_that_are_no_address() {
        String usually = "the digits and colons are right, and it is no address: literal(text, host) knows";
        refuses("256.0.0.1:80", "\"256.0.0.1\" is not an IP address", usually);
        refuses("1.2.3.999:80", "\"1.2.3.999\" is not an IP address", usually);
        refuses("[1::2::3]:80", "\"1::2::3\" is not an IP address", usually);
        refuses("[:::]:80", "\":::\" is not an IP address", usually);
        refuses("[12345::]:80", "\"12345::\" is not an IP address", usually);
    }

    @Test
    void refuses_anything_but_IPv6_in_brackets() {
        String usually = "what stands in brackets was not held against V6; literal(text, host) takes more than that";
        refuses("[127.0.0.1]:80", "\"127.0.0.1\" is not an IPv6 address", usually);
        refuses("[localhost]:80", "\"localhost\" is not an IPv6 address", usually);
        refuses("[]:80", "\"\" is not an IPv6 address", usually);
        refuses("[[::1]]:80", "\"[::1]\" is not an IPv6 address", usually);
        refuses("[fe80::1%lo]:80", "\"fe80::1%lo\" is not an IPv6 address", usually);
    }

    @Test
    void refuses_IPv6_without_brackets() {
        String usually = "without brackets nobody can tell the last number of the address from a port";
        refuses("::1:4000", "an IPv6 address is written in brackets", usually);
        refuses("fe80::1", "an IPv6 address is written in brackets", usually);
        refuses("[::1:80", "an IPv6 address is written in brackets", usually);
        refuses("::1]:80", "an IPv6 address is written in brackets", usually);
    }

    @Test
    void refuses_an_address_without_a_port() {
        String usually = "there is no colon at all: look before you cut";
        refuses("127.0.0.1", "there is no port", usually);
        refuses("localhost", "there is no port", usually);
        refuses("4000", "there is no port", usually);
        refuses("", "there is no port", usually);
    }

    private static InetSocketAddress parsed(String text, String usually) {
        try {
            return Address.parse(text);
        } catch (UnsupportedOperationException notWritten) {
            throw notWritten;
        } catch (RuntimeException e) {
            String got = e.getClass().getSimpleName() + ": " + e.getMessage();
            Fact.when(call(text)).usually(usually).holds(false, "an address", got);
            throw e;
        }
    }

    /** That {@code text} is refused by {@code bad(text, …)}, for a reason that says {@code why}. */
    private static void refuses(String text, String why, String usually) {
        Fact fact = Fact.when(call(text)).usually(usually);
        String expected = "bad(text, reason) is thrown, and the reason says: " + why;
        try {
            fact.holds(false, expected, Address.show(Address.parse(text)));
        } catch (UnsupportedOperationException notWritten) {
            throw notWritten;
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            boolean ours = e instanceof IllegalArgumentException
                    && message.startsWith("\"" + text + "\" is not an address such as ")
                    && message.contains(why);
            fact.holds(ours, expected, e.getClass().getSimpleName() + ": " + message);
        }
    }

    private static String call(String text) {
        return "parse(\"" + text + "\")";
    }
}

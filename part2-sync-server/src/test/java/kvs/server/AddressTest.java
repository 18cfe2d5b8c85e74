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
    void accepts_IPv4_with_a_port() {
        for (String text : new String[] {"127.0.0.1:4000", "10.1.2.3:1", "255.255.255.255:443"}) {
            InetSocketAddress address = parsed(text, "V4 describes the four numbers, PORT the port");
            Fact.when(call(text) + ", shown again").gives(text, Address.show(address));
            Fact.when(call(text) + ", the kind of address")
                    .gives(Inet4Address.class, address.getAddress().getClass());
        }
    }

    @Test
    void accepts_IPv6_in_brackets_with_a_port() {
        takesV6("[::1]:4000", "[0:0:0:0:0:0:0:1]:4000");
        takesV6("[::]:80", "[0:0:0:0:0:0:0:0]:80");
        takesV6("[2001:DB8:0:0:0:0:0:1]:80", "[2001:db8:0:0:0:0:0:1]:80");
        takesV6("[fe80::1:2]:65535", "[fe80:0:0:0:0:0:1:2]:65535");
    }

    private static void takesV6(String text, String shown) {
        String usually = "the port begins after the last colon; all other colons belong to the address";
        InetSocketAddress address = parsed(text, usually);
        Fact.when(call(text) + ", shown again").usually(usually).gives(shown, Address.show(address));
        Fact.when(call(text) + ", the kind of address")
                .gives(Inet6Address.class, address.getAddress().getClass());
    }

    @Test
    void accepts_every_port_from_0_to_65535() {
        String usually = "0 means any free port, and 65535 is the highest";
        for (int port = 0; port <= 65535; port++) {
            String text = "127.0.0.1:" + port;
            Fact.when(call(text) + ", the port")
                    .usually(usually)
                    .gives(port, parsed(text, usually).getPort());
        }
    }

    @Test
    void rejects_a_port_above_65535() {
        String usually = "a port has 16 bits, and five digits can write more: check the range";
        rejects("127.0.0.1:65536", "is not a port, 0 to 65535", usually);
        rejects("127.0.0.1:69536", "is not a port, 0 to 65535", usually);
        rejects("[::1]:99999", "is not a port, 0 to 65535", usually);
        rejects("127.0.0.1:99999999999", "is not a port, 0 to 65535", usually);
    }

    @Test
    void rejects_a_port_that_is_not_digits() {
        String usually =
                "Integer.parseInt accepts signs and digits of other scripts, and its message does not name the address";
        rejects("127.0.0.1:8o", "\"8o\" is not a port, 0 to 65535", usually);
        rejects("127.0.0.1:", "\"\" is not a port, 0 to 65535", usually);
        rejects("127.0.0.1: 80", "\" 80\" is not a port, 0 to 65535", usually);
        rejects("127.0.0.1:80 ", "\"80 \" is not a port, 0 to 65535", usually);
        rejects("127.0.0.1:+80", "\"+80\" is not a port, 0 to 65535", usually);
        rejects("127.0.0.1:-1", "\"-1\" is not a port, 0 to 65535", usually);
        rejects("127.0.0.1:\u0668\u0660", "is not a port, 0 to 65535", usually);
    }

    /** Every machine resolves the first without a network. */
    @Test
    void rejects_a_host_name() {
        String usually = "InetAddress.getByName, and InetSocketAddress with a string, resolve names";
        rejects("localhost:4000", "\"localhost\" is not an IP address", usually);
        rejects("example.invalid:80", "\"example.invalid\" is not an IP address", usually);
        rejects(
                " 127.0.0.1:80",
                "\" 127.0.0.1\" is not an IP address",
                "an address has no blanks: the text was trimmed");
        rejects(":80", "\"\" is not an IP address", usually);
    }

    @Test
    void rejects_IPv4_without_four_numbers() {
        String usually = "the JDK completes a short address: it reads 127.1 as 127.0.0.1, and 1.2.3 as 1.2.0.3";
        rejects("127.1:80", "\"127.1\" is not an IP address", usually);
        rejects("1.2.3:80", "\"1.2.3\" is not an IP address", usually);
        rejects("2130706433:80", "\"2130706433\" is not an IP address", usually);
        rejects("1.2.3.4.5:80", "\"1.2.3.4.5\" is not an IP address", usually);
        rejects("1.2.3.4.:80", "\"1.2.3.4.\" is not an IP address", usually);
    }

    @Test
    void rejects_an_IPv4_number_with_a_leading_zero() {
        String usually =
                "010 is 10 for the JDK and 8 for inet_aton (CVE-2021-29922 is about such a pair): check V4 first";
        rejects("010.0.0.1:80", "\"010.0.0.1\" is not an IP address", usually);
        rejects("1.2.3.00:80", "\"1.2.3.00\" is not an IP address", usually);
    }

    @Test
    void rejects_numbers_out_of_range() {
        String usually = "the pattern matches, and it is not an address: literal(text, host) finds that";
        rejects("256.0.0.1:80", "\"256.0.0.1\" is not an IP address", usually);
        rejects("1.2.3.999:80", "\"1.2.3.999\" is not an IP address", usually);
        rejects("[1::2::3]:80", "\"1::2::3\" is not an IP address", usually);
        rejects("[:::]:80", "\":::\" is not an IP address", usually);
        rejects("[12345::]:80", "\"12345::\" is not an IP address", usually);
    }

    @Test
    void rejects_brackets_without_IPv6() {
        String usually = "the text in brackets was not checked against V6; literal(text, host) accepts more";
        rejects("[127.0.0.1]:80", "\"127.0.0.1\" is not an IPv6 address", usually);
        rejects("[localhost]:80", "\"localhost\" is not an IPv6 address", usually);
        rejects("[]:80", "\"\" is not an IPv6 address", usually);
        rejects("[[::1]]:80", "\"[::1]\" is not an IPv6 address", usually);
        rejects("[fe80::1%lo]:80", "\"fe80::1%lo\" is not an IPv6 address", usually);
    }

    @Test
    void rejects_IPv6_without_brackets() {
        String usually = "without brackets, the last number of the address looks like a port";
        rejects("::1:4000", "an IPv6 address is written in brackets", usually);
        rejects("fe80::1", "an IPv6 address is written in brackets", usually);
        rejects("[::1:80", "an IPv6 address is written in brackets", usually);
        rejects("::1]:80", "an IPv6 address is written in brackets", usually);
    }

    @Test
    void rejects_an_address_without_a_port() {
        String usually = "the text has no colon: check before you split it";
        rejects("127.0.0.1", "there is no port", usually);
        rejects("localhost", "there is no port", usually);
        rejects("4000", "there is no port", usually);
        rejects("", "there is no port", usually);
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

    /** Checks that {@code text} is rejected by {@code bad(text, …)}, with a reason that contains {@code why}. */
    private static void rejects(String text, String why, String usually) {
        Fact fact = Fact.when(call(text)).usually(usually);
        String expected = "bad(text, reason) is thrown, and the reason contains: " + why;
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

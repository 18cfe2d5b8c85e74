package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The answers have the form of Redis 7.0.15's; tips, arguments and histories are left out. */
class CommandCommandsTest {
    private final FakeServer server = new FakeServer();
    private final FakeServer.Peer peer = server.connect();
    private final int count = server.commands().all().size();

    @Test
    void count_is_of_commands_without_subcommands() {
        assertThat(peer.send("COMMAND COUNT")).isEqualTo(":" + count);
    }

    @Test
    void info_describes_a_command_and_its_keys() {
        assertThat(peer.send("COMMAND INFO get"))
                .isEqualTo("*1 *10 $3 get :2 *2 +readonly +fast :1 :1 :1 *3 +@read +@string +@fast *0 *1"
                        + " *6 $5 flags *1 +RO $12 begin_search *4 $4 type $5 index $4 spec *2 $5 index :1"
                        + " $9 find_keys *4 $4 type $5 range $4 spec *6 $7 lastkey :0 $7 keystep :1 $5 limit :0 *0");
        assertThat(peer.send("COMMAND INFO MSET")).startsWith("*1 *10 $4 mset :-3 *2 +write +denyoom :1 :-1 :2 ");
        assertThat(peer.send("COMMAND INFO watch"))
                .contains("+@fast +@transaction")
                .contains("+RO")
                .contains("$7 lastkey :-1 $7 keystep :1");
    }

    @Test
    void info_uses_sets_and_maps_in_resp3() {
        assertThat(peer.sendAll("HELLO 3", "COMMAND INFO ping"))
                .isEqualTo("*1 *10 $4 ping :-1 ~1 +fast :0 :0 :0 ~2 +@fast +@connection ~0 ~0 *0");
        assertThat(peer.send("COMMAND INFO strlen")).contains("~1 %3 $5 flags ~1 +RO $12 begin_search %2 $4 type");
    }

    @Test
    void info_has_null_for_an_unknown_name() {
        assertThat(peer.send("COMMAND INFO nosuch PING config|nosuch ping|x"))
                .isEqualTo("*4 $-1 *10 $4 ping :-1 *1 +fast :0 :0 :0 *2 +@fast +@connection *0 *0 *0 $-1 $-1");
    }

    @Test
    void info_of_a_container_has_its_subcommands() {
        assertThat(peer.send("COMMAND INFO config|GET"))
                .isEqualTo("*1 *10 $10 config|get :-3 *4 +admin +noscript +loading +stale :0 :0 :0"
                        + " *3 +@admin +@slow +@dangerous *0 *0 *0");
        assertThat(peer.send("COMMAND INFO config"))
                .startsWith("*1 *10 $6 config :-2 *0 :0 :0 :0 *1 +@slow *0 *0 *5 *10 $10 config|get :-3");
    }

    @Test
    void no_subcommand_and_info_without_a_name_describe_all_without_nulls() {
        String all = peer.send("COMMAND");

        assertThat(all)
                .startsWith("*" + count + " *10 ")
                .contains("$3 get ", "$3 set ")
                .doesNotContain("$-1", "*-1");
        assertThat(peer.send("COMMAND INFO")).isEqualTo(all);
        for (CommandSpec spec : server.commands().all()) {
            assertThat(all).contains(" *10 $" + spec.name().length() + " " + spec.name() + " :" + spec.arity() + " ");
        }
    }

    @Test
    void docs_has_a_map_for_each_known_name() {
        assertThat(peer.send("COMMAND DOCS nosuch")).isEqualTo("*0");
        assertThat(peer.send("COMMAND DOCS echo nosuch"))
                .isEqualTo("*2 $4 echo *6 $7 summary $21 Echo the given string $5 since $5 1.0.0 $5 group"
                        + " $10 connection");
        assertThat(peer.sendAll("HELLO 3", "COMMAND DOCS pubsub"))
                .startsWith("%1 $6 pubsub %4 $7 summary $32 A container for Pub/Sub commands $5 since $5 2.8.0"
                        + " $5 group $6 pubsub $11 subcommands %4 $15 pubsub|channels %3 $7 summary");
        assertThat(peer.send("COMMAND DOCS")).startsWith("%" + count + " ");
    }

    @Test
    void every_command_says_what_it_does() {
        for (CommandSpec spec : server.commands().all()) {
            assertThat(spec.summary()).as(spec.name()).isNotBlank();
            assertThat(spec.since()).as(spec.name()).matches("[1-7]\\.[0-9]+\\.[0-9]+");
        }
    }

    @Test
    void list_names_commands_and_subcommands() {
        assertThat(List.of(peer.send("COMMAND LIST").split(" ")))
                .contains("get", "client", "client|setname", "pubsub|numsub");
    }

    @Test
    void list_is_filtered() {
        assertThat(peer.send("COMMAND LIST FILTERBY PATTERN mult?")).isEqualTo("*1 $5 multi");
        assertThat(peer.send("command list filterby pattern CONFIG|G*")).isEqualTo("*1 $10 config|get");
        assertThat(peer.send("COMMAND LIST FILTERBY ACLCAT transaction"))
                .isEqualTo("*5 $7 discard $4 exec $5 multi $7 unwatch $5 watch");
        assertThat(peer.send("COMMAND LIST FILTERBY ACLCAT nosuch")).isEqualTo("*0");
        assertThat(peer.send("COMMAND LIST FILTERBY MODULE x")).isEqualTo("*0");
        assertThat(peer.send("COMMAND LIST FILTERBY FOO x")).isEqualTo("-ERR syntax error");
        assertThat(peer.send("COMMAND LIST FOO")).isEqualTo("-ERR syntax error");
    }

    @Test
    void getkeys_picks_the_keys() {
        assertThat(peer.send("COMMAND GETKEYS GET a")).isEqualTo("*1 $1 a");
        assertThat(peer.send("COMMAND GETKEYS mset a 1 b 2")).isEqualTo("*2 $1 a $1 b");
        assertThat(peer.send("COMMAND GETKEYS del a b c")).isEqualTo("*3 $1 a $1 b $1 c");
    }

    @Test
    void getkeys_of_something_else_is_an_error() {
        assertThat(peer.send("COMMAND GETKEYS nosuch a")).isEqualTo("-ERR Invalid command specified");
        assertThat(peer.send("COMMAND GETKEYS config nosuch")).isEqualTo("-ERR Invalid command specified");
        assertThat(peer.send("COMMAND GETKEYS ping x")).isEqualTo("-ERR The command has no key arguments");
        assertThat(peer.send("COMMAND GETKEYS config get x")).isEqualTo("-ERR The command has no key arguments");
        assertThat(peer.send("COMMAND GETKEYS get a b"))
                .isEqualTo("-ERR Invalid number of arguments specified for command");
    }
}

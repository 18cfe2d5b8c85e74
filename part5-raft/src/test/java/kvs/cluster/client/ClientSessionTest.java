package kvs.cluster.client;

import static org.assertj.core.api.Assertions.assertThat;

import kvs.raft.kv.WriteId;
import org.junit.jupiter.api.Test;

class ClientSessionTest {
    private final ClientSession session = new ClientSession(7, 3);

    @Test
    void numbers_writes_from_one_on() {
        assertThat(session.begin()).isEqualTo(1);
        assertThat(session.id(1)).isEqualTo(new WriteId(7, 1, 1));
        assertThat(session.begin()).isEqualTo(2);
        assertThat(session.id(2)).isEqualTo(new WriteId(7, 2, 1));
    }

    @Test
    void says_which_answers_it_still_needs() {
        session.begin();
        session.begin();
        session.begin();
        session.end(2);
        assertThat(session.id(3)).isEqualTo(new WriteId(7, 3, 1));
        session.end(1);
        assertThat(session.id(3)).isEqualTo(new WriteId(7, 3, 3));
    }

    @Test
    void has_no_room_while_the_nodes_would_have_to_keep_more_answers() {
        session.begin();
        session.begin();
        session.begin();
        session.end(2);
        session.end(3);
        assertThat(session.begin()).as("the answers from 1 to 4 would be kept").isZero();
        session.end(1);
        assertThat(session.begin()).isEqualTo(4);
    }
}

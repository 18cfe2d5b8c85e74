package kvs.raft.kv;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import kvs.protocol.Fact;
import kvs.raft.Configuration;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.Ignored;
import kvs.raft.Message;
import kvs.raft.RaftStatus;
import kvs.raft.proto.AddNodeProto;
import kvs.raft.proto.AppendEntriesProto;
import kvs.raft.proto.CommandProto;
import kvs.raft.proto.ConfigurationProto;
import kvs.raft.proto.EntryIdProto;
import kvs.raft.proto.EntryProto;
import kvs.raft.proto.EnvelopeProto;
import kvs.raft.proto.InstallSnapshotProto;
import kvs.raft.proto.MemberProto;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.PingProto;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.RequestVoteProto;
import kvs.raft.proto.ResponseProto;
import kvs.raft.proto.ScanProto;
import kvs.raft.proto.SetProto;
import kvs.raft.proto.SnapshotIdProto;
import kvs.raft.proto.TimeoutNowProto;
import kvs.raft.proto.WriteIdProto;
import org.junit.jupiter.api.Test;

/** What the codecs reject, and how they name it. */
class CodecTest {

    private interface Decoding {
        void run() throws MalformedMessageException;
    }

    private static void rejects(String message, Decoding decoding) {
        String got = "no exception";
        try {
            decoding.run();
        } catch (MalformedMessageException e) {
            got = String.valueOf(e.getMessage());
        }
        Fact.when("decode a malformed message").gives(message, got);
    }

    private static EnvelopeProto.Builder envelope() {
        return EnvelopeProto.newBuilder().setCluster(7).setFrom(1).setTo(2).setTerm(3);
    }

    private static void rejectsEnvelope(String message, EnvelopeProto.Builder proto) {
        rejects(message, () -> MessageCodec.decode(proto.build().toByteArray()));
    }

    @Test
    void a_heartbeat_in_bytes() {
        Fact.when("encode a heartbeat")
                .gives(
                        "09 0700000000000000 1001 1802 2003 4a 08 0a04 08051003 1804".replace(" ", ""),
                        HexFormat.of()
                                .formatHex(MessageCodec.encode(new Envelope(
                                        7, 1, 2, new Message.AppendEntries(3, new EntryId(5, 3), List.of(), 4, 0)))));
    }

    @Test
    void rejects_bytes_that_are_no_protobuf() {
        rejects(
                "envelope: not a protobuf message: While parsing a protocol message, the input ended unexpectedly in the"
                        + " middle of a field.  This could mean either that the input has been truncated or that an"
                        + " embedded message misreported its own length.",
                () -> MessageCodec.decode(new byte[] {0x4a, 0x7f}));
    }

    @Test
    void rejects_an_envelope_without_message() {
        rejectsEnvelope("message: missing, or of a kind that this version does not know", envelope());
    }

    @Test
    void rejects_nodes_without_an_id() {
        EnvelopeProto.Builder timeoutNow = envelope().setTimeoutNow(TimeoutNowProto.getDefaultInstance());
        rejectsEnvelope(
                "from: missing or 0; must be 1 or more", timeoutNow.clone().setFrom(0));
        rejectsEnvelope(
                "to: missing or 0; must be 1 or more", timeoutNow.clone().setTo(0));
        rejectsEnvelope(
                "to: 4294967295 is more than 2147483647", timeoutNow.clone().setTo(-1));
    }

    @Test
    void rejects_numbers_that_are_no_longs() {
        EnvelopeProto.Builder vote = envelope()
                .setRequestVote(RequestVoteProto.newBuilder()
                        .setLast(EntryIdProto.newBuilder().setIndex(-1)));
        rejectsEnvelope("request_vote.last.index: 18446744073709551615 is more than 9223372036854775807", vote);
        rejectsEnvelope(
                "term: 18446744073709551615 is more than 9223372036854775807",
                envelope().setTerm(-1).setTimeoutNow(TimeoutNowProto.getDefaultInstance()));
    }

    @Test
    void rejects_a_missing_part() {
        rejectsEnvelope("request_vote.last: missing", envelope().setRequestVote(RequestVoteProto.getDefaultInstance()));
        rejectsEnvelope(
                "install_snapshot.snapshot: missing",
                envelope().setInstallSnapshot(InstallSnapshotProto.getDefaultInstance()));
        rejectsEnvelope(
                "install_snapshot.snapshot.configuration: missing",
                envelope()
                        .setInstallSnapshot(InstallSnapshotProto.newBuilder()
                                .setSnapshot(SnapshotIdProto.newBuilder().setLast(EntryIdProto.getDefaultInstance()))));
    }

    @Test
    void rejects_entries_of_nothing() {
        EntryProto.Builder entry = EntryProto.newBuilder().setIndex(1).setTerm(1);
        rejectsEntry("append_entries.entries.payload: missing, or of a kind that this version does not know", entry);
        rejectsEntry("append_entries.entries.noop: must be true", entry.clone().setNoop(false));
        rejectsEntry(
                "append_entries.entries.index: missing or 0; must be 1 or more",
                entry.clone().setNoop(true).setIndex(0));
        rejectsEntry(
                "append_entries.entries.term: missing or 0; must be 1 or more",
                entry.clone().setNoop(true).setTerm(0));
    }

    @Test
    void rejects_configurations_that_contradict_themselves() {
        ConfigurationProto.Builder twice = configuration(2, 2).setHighestId(9);
        rejectsConfiguration("members.id: 2 comes after 2; must be ascending", twice);
        rejectsConfiguration(
                "highest_id: 1 is less than the id of member 2",
                configuration(2).setHighestId(1));
        rejectsConfiguration("members.id: missing or 0; must be 1 or more", configuration(0));
        rejectsConfiguration(
                "members.address: longer than 255 characters",
                ConfigurationProto.newBuilder()
                        .addMembers(MemberProto.newBuilder().setId(1).setAddress("a".repeat(256))));
    }

    @Test
    void accepts_the_longest_address() throws MalformedMessageException {
        String longest = "a".repeat(EntryCodec.MAX_ADDRESS_LENGTH);
        ConfigurationProto proto = ConfigurationProto.newBuilder()
                .addMembers(MemberProto.newBuilder().setId(1).setAddress(longest))
                .setHighestId(1)
                .build();
        Fact.when("decode a member with an address of 255 characters")
                .gives(
                        longest,
                        EntryCodec.configuration(proto, "c")
                                .members()
                                .getFirst()
                                .address());
    }

    private static ConfigurationProto.Builder configuration(int... ids) {
        ConfigurationProto.Builder proto = ConfigurationProto.newBuilder();
        for (int id : ids) {
            proto.addMembers(MemberProto.newBuilder().setId(id));
        }
        return proto;
    }

    private static void rejectsConfiguration(String message, ConfigurationProto.Builder configuration) {
        rejectsEntry(
                "append_entries.entries.configuration." + message,
                EntryProto.newBuilder().setIndex(1).setTerm(1).setConfiguration(configuration));
    }

    private static void rejectsEntry(String message, EntryProto.Builder entry) {
        rejectsEnvelope(
                message,
                envelope()
                        .setAppendEntries(AppendEntriesProto.newBuilder()
                                .setPrevious(EntryIdProto.getDefaultInstance())
                                .addEntries(entry)));
    }

    @Test
    void rejects_writes_with_impossible_numbers() {
        CommandProto.Builder set = CommandProto.newBuilder().setSet(SetProto.getDefaultInstance());
        WriteIdProto.Builder id =
                WriteIdProto.newBuilder().setClient(1).setSequence(5).setLowestUnanswered(5);
        rejectsCommand(
                "write_id.client: missing or 0; must be 1 or more",
                set.clone().setWriteId(id.clone().setClient(0)));
        rejectsCommand(
                "write_id.sequence: missing or 0; must be 1 or more",
                set.clone().setWriteId(id.clone().setSequence(0)));
        rejectsCommand(
                "write_id.sequence: too high", set.clone().setWriteId(id.clone().setSequence(Long.MAX_VALUE)));
        rejectsCommand(
                "write_id.lowest_unanswered: higher than the write's own number",
                set.clone().setWriteId(id.clone().setLowestUnanswered(6)));
        rejectsCommand(
                "write_id.lowest_unanswered: missing or 0; must be 1 or more",
                set.clone().setWriteId(id.clone().setLowestUnanswered(0)));
        rejectsCommand(
                "write_id: a session is opened outside of any session",
                CommandProto.newBuilder().setOpenSession(true).setWriteId(id));
        rejectsCommand("open_session: must be true", CommandProto.newBuilder().setOpenSession(false));
        rejectsCommand("operation: missing, or of a kind that this version does not know", CommandProto.newBuilder());
    }

    private static void rejectsCommand(String message, CommandProto.Builder command) {
        rejects(message, () -> CommandCodec.decode(command.build().toByteArray()));
    }

    @Test
    void rejects_requests_that_a_replica_does_not_answer() {
        rejectsRequest("request: missing, or of a kind that this version does not know", RequestProto.newBuilder());
        rejectsRequest(
                "request: missing, or of a kind that this version does not know",
                RequestProto.newBuilder().setPing(PingProto.getDefaultInstance()));
        rejectsRequest(
                "scan.limit: missing or 0; must be 1 or more",
                RequestProto.newBuilder().setScan(ScanProto.getDefaultInstance()));
        rejectsRequest(
                "add_node.address: longer than 255 characters",
                RequestProto.newBuilder()
                        .setAddNode(AddNodeProto.newBuilder().setId(1).setAddress("a".repeat(256))));
    }

    private static void rejectsRequest(String message, RequestProto.Builder request) {
        rejects(message, () -> RequestCodec.request(request.build()));
    }

    @Test
    void a_scan_may_name_a_prefix_or_nothing() throws MalformedMessageException {
        ScanProto.Builder scan = ScanProto.newBuilder().setLimit(3);
        Fact.when("decode a scan of all keys")
                .gives(
                        new Request.Scan(KeyRange.ALL, 3, false),
                        RequestCodec.request(
                                RequestProto.newBuilder().setScan(scan).build()));
        Fact.when("decode a scan of a prefix")
                .gives(
                        new Request.Scan(new KeyRange(Some.utf8("ab"), Some.utf8("ac")), 3, false),
                        RequestCodec.request(RequestProto.newBuilder()
                                .setScan(scan.clone().setPrefix(ByteString.copyFromUtf8("ab")))
                                .build()));
    }

    @Test
    void a_response_names_the_address_of_the_leader() {
        Fact.when("encode an answer that names leader 2")
                .gives(
                        "node2:9002",
                        ResponseCodec.proto(1, new Response.NotLeader(2), id -> "node" + id + ":900" + id)
                                .getNotLeader()
                                .getAddress());
        Fact.when("encode an answer of a node that knows no leader")
                .gives(
                        "",
                        ResponseCodec.proto(1, new Response.NotLeader(0), id -> "node" + id)
                                .getNotLeader()
                                .getAddress());
    }

    @Test
    void a_response_tells_no_value_from_an_empty_one() {
        Fact.when("encode an answer with an empty value")
                .gives(
                        true,
                        response(new Response.Found(Some.utf8(""))).getValue().hasValue());
        Fact.when("encode an answer with no value")
                .gives(false, response(new Response.Missing()).getValue().hasValue());
        Fact.when("encode a write over an empty value")
                .gives(
                        true,
                        response(new Response.Done(Some.utf8(""))).getWritten().hasPrevious());
        Fact.when("encode a write over nothing")
                .gives(false, response(new Response.Done(null)).getWritten().hasPrevious());
        Fact.when("encode a compare-and-set that was not done")
                .gives(false, response(new Response.Mismatch(null)).getWritten().getDone());
    }

    @Test
    void every_response_is_one_of_the_kinds() throws MalformedMessageException {
        List<Response> responses = List.of(
                new Response.SessionOpened(4),
                new Response.SessionExpired(),
                new Response.Rows(List.of(new Response.Row(Some.utf8("k"), Some.utf8("v"))), true),
                new Response.Changed(Configuration.EMPTY),
                new Response.Transferred(0),
                new Response.MayHaveHappened(),
                new Response.Busy(),
                new Response.Rejected("why"));
        for (Response response : responses) {
            ResponseProto proto = ResponseCodec.parse(response(response).toByteArray());
            Fact.when("encode and parse " + response).gives(9, proto.getRequestId());
        }
        rejects(
                "response: missing, or of a kind that this version does not know",
                () -> ResponseCodec.parse(new byte[0]));
    }

    @Test
    void a_node_that_passes_a_request_on_reads_every_response() throws MalformedMessageException {
        List<Response> responses = List.of(
                new Response.SessionOpened(4),
                new Response.SessionExpired(),
                new Response.Done(null),
                new Response.Done(Some.utf8("")),
                new Response.Mismatch(null),
                new Response.Mismatch(Some.utf8("found")),
                new Response.Found(Some.utf8("")),
                new Response.Missing(),
                new Response.Rows(List.of(), false),
                new Response.Rows(List.of(new Response.Row(Some.utf8("k"), Some.utf8("v"))), true),
                new Response.Changed(Configuration.ofVoters(1, 2)),
                new Response.Transferred(0),
                new Response.NotLeader(2),
                new Response.MayHaveHappened(),
                new Response.Busy(),
                new Response.Rejected("why"));
        for (Response response : responses) {
            Fact.when("encode and decode " + response).gives(response, ResponseCodec.response(response(response)));
        }
        rejects(
                "response: missing, or of a kind that this version does not know",
                () -> ResponseCodec.response(ResponseProto.getDefaultInstance()));
        rejects(
                "not_leader.leader: 4294967295 is more than 2147483647",
                () -> ResponseCodec.response(response(new Response.NotLeader(-1))));
    }

    @Test
    void info_shows_how_a_node_stands() {
        RaftStatus raft = new RaftStatus(
                1,
                RaftStatus.RoleName.LEADER,
                2,
                3,
                4,
                true,
                5,
                6,
                new EntryId(7, 2),
                8,
                Some.snapshotAt(9),
                Configuration.ofVoters(1, 2),
                List.of(new RaftStatus.FollowerStatus(2, 10, 11, RaftStatus.Mode.PROBE, 12, true)),
                13,
                Map.of(Ignored.MALFORMED, 14L));
        NodeInfoProto info = response(new Response.StatusOf(raft, new Response.MachineStatus(15, 16, 17, 18, 19)))
                .getInfo();
        Fact.when("encode a status; what its numbers are")
                .gives(
                        "1 LEADER 2 3 4 true 5 6 7 8 9 2 2 10 11 PROBE 12 true 13 14 15 16 17 18 19",
                        String.join(
                                " ",
                                List.of(
                                                info.getId(),
                                                info.getRole(),
                                                info.getTerm(),
                                                info.getVote(),
                                                info.getLeader(),
                                                info.getRecovering(),
                                                info.getCommit(),
                                                info.getFirst(),
                                                info.getLast().getIndex(),
                                                info.getDurable(),
                                                info.getSnapshot().getLast().getIndex(),
                                                info.getConfiguration().getMembersCount(),
                                                info.getFollowers(0).getId(),
                                                info.getFollowers(0).getMatch(),
                                                info.getFollowers(0).getNext(),
                                                info.getFollowers(0).getMode(),
                                                info.getFollowers(0).getInflight(),
                                                info.getFollowers(0).getActive(),
                                                info.getTransferTarget(),
                                                info.getIgnoredOrThrow("MALFORMED"),
                                                info.getApplied(),
                                                info.getKeys(),
                                                info.getBytes(),
                                                info.getSessions(),
                                                info.getTimeMillis())
                                        .stream()
                                        .map(String::valueOf)
                                        .toList()));
    }

    private static ResponseProto response(Response response) {
        return ResponseCodec.proto(9, response, id -> "");
    }

    /** The worst that bytes can do: many tiny entries, or a length that promises more than there is. */
    @Test
    void decoding_takes_memory_in_proportion_to_the_input() {
        AppendEntriesProto.Builder append = AppendEntriesProto.newBuilder();
        EntryProto tiny = EntryProto.newBuilder().build();
        for (int i = 0; i < 50_000; i++) {
            append.addEntries(tiny);
        }
        bounded(envelope().setAppendEntries(append).build());
        boundedBytes(new byte[] {0x4a, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f});
    }

    private static void bounded(MessageLite message) {
        boundedBytes(message.toByteArray());
    }

    private static void boundedBytes(byte[] bytes) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            MessageCodec.decode(bytes);
        } catch (MalformedMessageException _) {
            // what it costs is what counts
        }
        long cost = threads.getCurrentThreadAllocatedBytes() - before;
        long limit = 64L * bytes.length + (1 << 20);
        Fact.when("decode " + bytes.length + " bytes; the memory it takes")
                .holds(cost <= limit, "at most " + limit, cost);
    }
}

package kvs.raft.kv;

import java.util.ArrayList;
import java.util.List;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Member;
import kvs.raft.Payload;
import kvs.raft.Snapshot;
import kvs.raft.proto.ConfigurationProto;
import kvs.raft.proto.EntryIdProto;
import kvs.raft.proto.EntryProto;
import kvs.raft.proto.MemberProto;
import kvs.raft.proto.SnapshotIdProto;

/** Log entries, and what is found in them, as protobuf: {@code log.proto}. Used in messages, snapshots and logs on disk. */
public final class EntryCodec {
    /** The longest address of a member, in characters. */
    public static final int MAX_ADDRESS_LENGTH = 255;

    private EntryCodec() {}

    /** Returns an {@code EntryProto}. */
    public static byte[] encode(Entry entry) {
        return proto(entry).toByteArray();
    }

    /**
     * Returns the entry of an {@code EntryProto}.
     *
     * @throws MalformedMessageException if the bytes are anything else
     */
    public static Entry decode(byte[] bytes) throws MalformedMessageException {
        return entry(Fields.parse(EntryProto.parser(), bytes, "entry"), "entry");
    }

    static EntryProto proto(Entry entry) {
        EntryProto.Builder proto =
                EntryProto.newBuilder().setIndex(entry.index()).setTerm(entry.term());
        switch (entry.payload()) {
            case Payload.Noop _ -> proto.setNoop(true);
            case Payload.Command(byte[] data) -> proto.setCommand(Fields.wrap(data));
            case Payload.Reconfigure(Configuration configuration) -> proto.setConfiguration(proto(configuration));
        }
        return proto.build();
    }

    static Entry entry(EntryProto proto, String field) throws MalformedMessageException {
        long index = Fields.positive(proto.getIndex(), field + ".index");
        long term = Fields.positive(proto.getTerm(), field + ".term");
        Payload payload = switch (proto.getPayloadCase()) {
            case NOOP -> {
                Fields.require(proto.getNoop(), field + ".noop", "must be true");
                yield Payload.Noop.INSTANCE;
            }
            case COMMAND -> new Payload.Command(proto.getCommand().toByteArray());
            case CONFIGURATION ->
                new Payload.Reconfigure(configuration(proto.getConfiguration(), field + ".configuration"));
            case PAYLOAD_NOT_SET -> throw Fields.missing(field + ".payload");
        };
        return new Entry(index, term, payload);
    }

    static EntryIdProto proto(EntryId id) {
        return EntryIdProto.newBuilder().setIndex(id.index()).setTerm(id.term()).build();
    }

    static EntryId entryId(boolean present, EntryIdProto proto, String field) throws MalformedMessageException {
        Fields.present(present, field);
        long index = Fields.number(proto.getIndex(), field + ".index");
        long term = Fields.number(proto.getTerm(), field + ".term");
        return index == 0 && term == 0 ? EntryId.NONE : new EntryId(index, term);
    }

    static ConfigurationProto proto(Configuration configuration) {
        ConfigurationProto.Builder proto = ConfigurationProto.newBuilder().setHighestId(configuration.highestId());
        for (Member member : configuration.members()) {
            proto.addMembers(MemberProto.newBuilder()
                    .setId(member.id())
                    .setVoter(member.voter())
                    .setAddress(member.address()));
        }
        return proto.build();
    }

    static Configuration configuration(ConfigurationProto proto, String field) throws MalformedMessageException {
        List<Member> members = new ArrayList<>(proto.getMembersCount());
        int last = 0;
        for (MemberProto member : proto.getMembersList()) {
            int id = Fields.positive(member.getId(), field + ".members.id");
            Fields.require(id > last, field + ".members.id", id + " comes after " + last + "; must be ascending");
            members.add(new Member(id, member.getVoter(), address(member.getAddress(), field + ".members.address")));
            last = id;
        }
        int highest = Fields.number(proto.getHighestId(), field + ".highest_id");
        Fields.require(highest >= last, field + ".highest_id", highest + " is less than the id of member " + last);
        return new Configuration(members, highest);
    }

    static String address(String address, String field) throws MalformedMessageException {
        Fields.require(
                address.length() <= MAX_ADDRESS_LENGTH, field, "longer than " + MAX_ADDRESS_LENGTH + " characters");
        return address;
    }

    static SnapshotIdProto proto(Snapshot snapshot) {
        return SnapshotIdProto.newBuilder()
                .setLast(proto(snapshot.last()))
                .setConfiguration(proto(snapshot.configuration()))
                .build();
    }

    static Snapshot snapshot(boolean present, SnapshotIdProto proto, String field) throws MalformedMessageException {
        Fields.present(present, field);
        Fields.present(proto.hasConfiguration(), field + ".configuration");
        return new Snapshot(
                entryId(proto.hasLast(), proto.getLast(), field + ".last"),
                configuration(proto.getConfiguration(), field + ".configuration"));
    }
}

package kvs.sharded;

import io.netty.buffer.ByteBuf;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.NotEncodableException;
import kvs.protocol.Response;
import kvs.resp.Replies;
import kvs.resp.RespWriter;
import kvs.shard.Slice;

/**
 * The replies of the binary and the text protocol: those that GET, SET and DEL of one key can have.
 *
 * @param unanswerable is called for a reply that the protocol has no form for, by the thread that has run the command
 */
record CodecForm(Codec codec, Runnable unanswerable) implements ReplyForm {
    private static final Command GET = new Command.Get(Bytes.EMPTY);
    private static final Command SET = new Command.Set(Bytes.EMPTY, Bytes.EMPTY);
    private static final Command CLEAR = new Command.Clear(Bytes.EMPTY);

    @Override
    public Replies on(RespWriter writer, ByteBuf out) {
        return new Replies() {
            @Override
            public void ok() {
                write(Response.Ok.DONE, SET);
            }

            @Override
            public void bulk(Slice bytes) {
                write(new Response.Ok(bytes.copy()), GET);
            }

            @Override
            public void nil() {
                write(new Response.NotFound(), GET);
            }

            // The number of keys that were removed.
            @Override
            public void integer(long number) {
                write(number > 0 ? Response.Ok.DONE : new Response.NotFound(), CLEAR);
            }

            @Override
            public void error(String message) {
                write(new Response.Error(message), SET);
            }

            private void write(Response response, Command command) {
                try {
                    codec.write(response, command, out);
                } catch (NotEncodableException _) {
                    unanswerable.run();
                }
            }

            @Override
            public void simple(String text) {
                throw unknown();
            }

            @Override
            public void bulk(String text) {
                throw unknown();
            }

            @Override
            public void text(String text) {
                throw unknown();
            }

            @Override
            public void nilArray() {
                throw unknown();
            }

            @Override
            public void array(int count) {
                throw unknown();
            }

            @Override
            public void map(int pairs) {
                throw unknown();
            }

            @Override
            public void set(int count) {
                throw unknown();
            }

            @Override
            public void push(int count) {
                throw unknown();
            }

            private UnsupportedOperationException unknown() {
                return new UnsupportedOperationException("the protocol " + codec.name() + " has no such reply");
            }
        };
    }
}

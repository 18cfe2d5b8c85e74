package kvs.benchmarks.engines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kvs.engine.KvEngine;
import kvs.protocol.Bytes;

/** What the engines are given, and the files that they make of it. */
final class Data {
    static final int VALUE_BYTES = 100;
    static final Bytes VALUE = bytes(VALUE_BYTES);

    private Data() {}

    /** 16 bytes; neighbours by number are not neighbours by key. */
    static Bytes key(int number) {
        byte[] key = new byte[16];
        ByteBuffer.wrap(key).putLong(number * 0x9E3779B97F4A7C15L).putLong(number);
        return Bytes.copyOf(key, 0, key.length);
    }

    /** So many numbers, from 0 on, in an order of this round's. */
    static int[] shuffled(int count, int round) {
        int[] order = new int[count];
        SplittableRandom random = new SplittableRandom(round);
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    static Bytes bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Bytes.copyOf(bytes, 0, length);
    }

    /** With a number in front, so that no two are the same. */
    static Bytes bytes(int length, int number) {
        byte[] bytes = new byte[length + 4];
        new Random(length).nextBytes(bytes);
        ByteBuffer.wrap(bytes).putInt(number);
        return Bytes.copyOf(bytes, 0, bytes.length);
    }

    static void gets(KvEngine engine, SplittableRandom random, int keys, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            read(engine, random.nextInt(keys));
        }
    }

    static void read(KvEngine engine, int key) throws IOException {
        Bytes got = engine.get(key(key));
        if (got == null || got.length() != VALUE_BYTES) {
            throw new IOException("key " + key + " has the value " + got);
        }
    }

    static long bytesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            long bytes = 0;
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    static void delete(Path directory) throws IOException {
        delete(directory, _ -> true);
    }

    static void delete(Path directory, Predicate<Path> which) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file :
                        files.filter(which).sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}

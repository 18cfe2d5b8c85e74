package kvs.history;

import java.util.Arrays;
import java.util.BitSet;

/**
 * An order of some of the operations of a history: which are in it, and which came last. Operations are numbered, the answered
 * ones first.
 *
 * <p>Made for long histories: an answered operation is soon in the order for good. What is copied is the rest.
 */
final class Order {
    private static final BitSet NONE = new BitSet(0);

    /** How many operations have an answer: their numbers begin at 0. */
    private final int answered;

    /** Those in the order that have an answer. */
    private final BitSet done = new BitSet();

    /** Those in the order that have none, numbered from 0 here. */
    private final BitSet unanswered = new BitSet();

    /** The first answered operation that is not in the order. */
    private int firstAbsent;

    private int[] order = new int[16];
    private int size;

    Order(int answered) {
        this.answered = answered;
    }

    /**
     * Which operations are in an order, whatever the order.
     *
     * @param first all answered operations before this one are in it, and this one is not
     * @param later those that come after it and are in it, counted from {@code first}
     * @param unanswered those in it that have no answer
     */
    record Members(int first, BitSet later, BitSet unanswered) {}

    /** Adds an operation at the end. */
    void add(int operation) {
        if (operation >= answered) {
            unanswered.set(operation - answered);
        } else {
            done.set(operation);
            if (operation == firstAbsent) {
                firstAbsent = done.nextClearBit(operation);
            }
        }
        if (size == order.length) {
            order = Arrays.copyOf(order, 2 * size);
        }
        order[size++] = operation;
    }

    /** Removes the operation that was added last, and returns it. */
    int removeLast() {
        int operation = order[--size];
        if (operation >= answered) {
            unanswered.clear(operation - answered);
        } else {
            done.clear(operation);
            firstAbsent = Math.min(firstAbsent, operation);
        }
        return operation;
    }

    /** Returns the first operation from number {@code from} on that is not in the order; it may be one that does not exist. */
    int nextAbsent(int from) {
        if (from < answered) {
            int next = done.nextClearBit(Math.max(from, firstAbsent));
            if (next < answered) {
                return next;
            }
        }
        return answered + unanswered.nextClearBit(Math.max(0, from - answered));
    }

    /** Returns a copy of which operations are in the order, equal to each copy with the same ones. */
    Members members() {
        return new Members(
                firstAbsent,
                done.length() <= firstAbsent ? NONE : done.get(firstAbsent, done.length()),
                unanswered.isEmpty() ? NONE : (BitSet) unanswered.clone());
    }
}

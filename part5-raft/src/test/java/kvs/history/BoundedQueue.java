package kvs.history;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import kvs.protocol.Fact;

/** A queue that ends a loop without an end: it fails when it was used too often. */
final class BoundedQueue<T> extends ArrayDeque<T> {
    private static final long serialVersionUID = 1;

    /** More than any test needs. */
    private static final int MOST = 10_000;

    private int used;

    BoundedQueue(List<T> content) {
        content.forEach(super::addLast);
    }

    private void use() {
        used++;
        if (used > MOST) {
            Fact.when("the calls of inRounds to its queue, counted")
                    .usually(
                            "the loop does not end: does it stop when the queue is empty, and when the budget is spent?")
                    .holds(false, "at most " + MOST, "one more");
        }
    }

    @Override
    public boolean isEmpty() {
        use();
        return super.isEmpty();
    }

    @Override
    public int size() {
        use();
        return super.size();
    }

    @Override
    public T peekFirst() {
        use();
        return super.peekFirst();
    }

    @Override
    public T pollFirst() {
        use();
        return super.pollFirst();
    }

    @Override
    public void addLast(T element) {
        use();
        super.addLast(element);
    }

    @Override
    public Iterator<T> iterator() {
        use();
        return super.iterator();
    }

    @Override
    public Object[] toArray() {
        use();
        return super.toArray();
    }
}

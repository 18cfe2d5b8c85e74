/**
 * Opens the store once after the crash and checks its contents. Whether the store can be written to, and what it holds
 * after the next start, is not checked.
 *
 * @sees a store that appends after garbage, and passes
 * @probably the first start after a crash can look right and leave a file that the second start cannot read
 */
class CrashLaws {
    static void survives(DiskHistory<Call> history, Store.Opener opener, int crashedAt, SimDisk left) throws IOException {
        isAPrefix(history, crashedAt, opener.open(left).contents());
    }
}

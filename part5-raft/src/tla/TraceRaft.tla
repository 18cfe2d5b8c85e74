------------------------------ MODULE TraceRaft ------------------------------
(***************************************************************************)
(* Is what the simulator saw a run of the model? TLC searches for steps of *)
(* Raft.tla that pass through every state of a trace, event by event. An   *)
(* event concerns one node; between two events that node may take any      *)
(* number of steps, and no other node takes one.                           *)
(*                                                                         *)
(* Where the model of TLC's search forgets what waits for the disk, because *)
(* another order of events shows the same, a trace has one order only: here *)
(* each node has its queue of writes.                                      *)
(***************************************************************************)
EXTENDS Raft, TLC, Trace

VARIABLES
    line,   \* the event that is to be explained next
    begun,  \* whether the step that the event itself is has been taken
    queue   \* per node: the writes that were issued and are not durable

e == Events[line]
s == e.node
traceVars == <<vars, line, begun, queue>>

TraceInit == Init /\ line = 1 /\ begun = FALSE /\ queue = [n \in Server |-> <<>>]

----------------------------------------------------------------------------
\* The model's node is in the state that the trace shows. Entries before `first' are in the node's snapshot.
Fits(l) == Len(l) = e.last /\ \A i \in e.first..e.last : l[i].term = e.terms[i - e.first + 1]
Observed ==
    /\ role[s] = e.role
    /\ term[s] = e.term
    /\ vote[s] = e.vote
    /\ commit[s] = e.commit
    /\ Fits(log[s])
    /\ Len(disk[s].log) = e.durable
    /\ e.voters = {} \/ e.voters = Voters(s)

----------------------------------------------------------------------------
(* The disk.                                                                *)

Now == [memory |-> InMemory(s), asks |-> RequestOf(s), index |-> IF role[s] = "leader" THEN Len(log[s]) ELSE matched[s]]
Largest(numbers) == CHOOSE n \in numbers : \A other \in numbers : other <= n

\* What waited for these writes leaves.
Release(writes) ==
    /\ votes' = votes \cup {<<w.memory.term, s, w.memory.vote>> : w \in {w \in writes : w.memory.vote # Nil}}
    /\ requests' = requests \cup UNION {w.asks : w \in writes}
    /\ acks' = [t \in Terms |->
                  [acks[t] EXCEPT ![s] = Largest({@} \cup {w.index : w \in {w \in writes : w.memory.term = t}})]]

OnDisk(k) == IF k = 0 THEN disk[s] ELSE queue[s][k].memory

\* At the end of an event the node writes what has changed, once. If nothing has, its answers wait for the writes before.
Settle ==
    LET last == OnDisk(Len(queue[s]))
    IN  /\ matched' = [matched EXCEPT ![s] = 0]
        /\ IF InMemory(s) # last
           THEN queue' = [queue EXCEPT ![s] = Append(@, Now)] /\ UNCHANGED <<votes, requests, acks>>
           ELSE IF queue[s] # <<>>
           THEN /\ queue' = [queue EXCEPT ![s][Len(queue[s])] =
                               [@ EXCEPT !.index = Max(@, Now.index), !.asks = @ \cup RequestOf(s)]]
                /\ UNCHANGED <<votes, requests, acks>>
           ELSE UNCHANGED queue /\ Release({Now})

\* Writes complete in any order, and count up to the first that has not: which those are, `durable' says, or leaves open.
\* An operator's request has no event of its own in the trace: what it changed may be durable before it was seen.
Persist ==
    LET writes == IF InMemory(s) = OnDisk(Len(queue[s])) THEN queue[s] ELSE Append(queue[s], Now)
        After(k) == IF k = 0 THEN disk[s] ELSE writes[k].memory
    IN  \E k \in 0..Len(writes) :
          /\ Len(After(k).log) = e.durable
          /\ disk' = [disk EXCEPT ![s] = After(k)]
          /\ Release({writes[i] : i \in 1..k})
          /\ queue' = [queue EXCEPT ![s] = SubSeq(writes, k + 1, Len(writes))]
          /\ UNCHANGED <<memory, sent, observer>>

\* A snapshot of the node's own state is durable, and stands for the log up to it.
KeepSnapshot ==
    /\ disk' = [disk EXCEPT ![s].log = IF e.durable > Len(@) THEN Prefix(log[s], e.durable) ELSE @]
    /\ UNCHANGED <<memory, network, observer, queue>>

\* Of the writes that were not forced, the first may have survived the crash; of the next one, its hard state or its first
\* entries.
Common(a, b) == Largest({i \in 0..Min(Len(a), Len(b)) : Prefix(a, i) = Prefix(b, i)})
Restart ==
    /\ \E k \in 0..Len(queue[s]) :
          LET next == IF k < Len(queue[s]) THEN k + 1 ELSE k
              whole == OnDisk(k).log
              torn == OnDisk(next).log
              found == {whole} \cup {Prefix(torn, i) : i \in Common(whole, torn)..Len(torn)}
          IN  \E hard \in {OnDisk(k), OnDisk(next)} : \E l \in found :
                /\ Fits(l)
                /\ hard.term = e.term
                /\ hard.vote = e.vote
                /\ e.durable = Len(l)
                /\ disk' = [disk EXCEPT ![s] = [term |-> e.term, vote |-> e.vote, log |-> l]]
                /\ log' = [log EXCEPT ![s] = l]
    /\ Follow(s, e.term, e.vote)
    /\ commit' = [commit EXCEPT ![s] = e.commit]
    /\ matched' = [matched EXCEPT ![s] = 0]
    /\ queue' = [queue EXCEPT ![s] = <<>>]
    /\ UNCHANGED <<network, observer>>

----------------------------------------------------------------------------
\* A message with entries up to `end' gives the observed log; the longest such message explains the most that follows. By
\* Log Matching it is enough to try messages that begin at the first entry.
Ends == {end \in 0..Len(sent[e.term].log) : Fits(Taken(s, e.term, 0, end))}
AppendsFit == e.term > 0 /\ sent[e.term].log # <<>> /\ s \notin leaders[e.term] /\ Ends # {}
Useful == AppendsFit /\ Largest(Ends) > Max(acks[e.term][s], StillWaiting(s, e.term))
Arrive ==
    /\ AppendsFit
    /\ LET c == IF e.commit > commit[s] THEN e.commit ELSE 0
       IN  c <= sent[e.term].commit /\ ReceiveAppendEntries(s, e.term, 0, Largest(Ends), c)

NodeStep ==
    \/ term[s] < e.term /\ Campaign(s)
    \/ \E request \in requests : request.term = e.term /\ ReceiveRequestVote(s, request)
    \/ e.term > 0 /\ LearnTerm(s, e.term)
    \/ e.role = "leader" /\ BecomeLeader(s)
    \/ e.role = "follower" /\ StepDown(s)
    \/ Len(log[s]) < e.last /\ (Propose(s) \/ Change(s))
    \/ e.commit > commit[s] /\ e.commit <= Len(log[s]) /\ Commit(s, e.commit)

Explain ==
    \/ e.kind = "persisted" /\ ~begun /\ begun' = TRUE /\ Persist
    \/ e.kind = "snapshot" /\ ~begun /\ begun' = TRUE /\ KeepSnapshot
    \/ e.kind = "restart" /\ ~begun /\ begun' = TRUE /\ Restart
    \/ e.kind = "append" /\ ~begun /\ begun' = TRUE /\ UNCHANGED queue /\
         \/ Arrive
         \/ e.term > 0 /\ e.commit > commit[s] /\ e.commit <= sent[e.term].commit /\ ReceiveSnapshot(s, e.term, e.commit)
    \/ /\ e.kind \in {"snapshot", "restart"} => begun
       /\ UNCHANGED <<begun, queue>>
       /\ NodeStep

\* The event is explained.
Match ==
    /\ Observed
    /\ e.kind \in {"persisted", "snapshot", "restart"} => begun
    /\ e.kind = "append" => begun \/ ~Useful
    /\ Settle
    /\ line' = line + 1
    /\ begun' = FALSE
    /\ UNCHANGED <<role, term, vote, log, commit, disk, sent, observer>>
    \* The last of these lines says how far TLC came.
    /\ IF line > TLCGet(1) THEN TLCSet(1, line) /\ PrintT(<<"explained", e.n>>) ELSE TRUE

TraceNext == line <= Len(Events) /\ (Match \/ (UNCHANGED line /\ Explain))
TraceSpec == TraceInit /\ [][TraceNext]_traceVars
ASSUME TLCSet(1, 0)

=============================================================================

--------------------------------- MODULE MC ---------------------------------
(* What TLC needs beside the model: which states it may take for the same.  *)
EXTENDS Raft, TLC

CONSTANTS n1, n2, n3

\* Nodes that the configuration file treats alike may change places.
Alike == {Unreliable \cap Founders, Unreliable \ Founders, Founders \ Unreliable, Server \ (Founders \cup Unreliable)}
Symmetry == UNION {Permutations(nodes) : nodes \in Alike}

\* A vote counts no more when its candidate is none; nor does an acknowledgement when its leader is none. Only for a Raft
\* without mistakes: its nodes never campaign twice in a term.
Counts(v) == term[v[3]] < v[1] \/ (term[v[3]] = v[1] /\ role[v[3]] = "candidate")
HasLeader(t) == \E s \in Server : role[s] = "leader" /\ term[s] = t
View == <<memory, disk, requests, {v \in votes : Counts(v)}, sent,
          [t \in Terms |-> IF leaders[t] = {} \/ HasLeader(t) THEN acks[t] ELSE <<>>], observer>>

\* For changes of the membership over three terms: n1 campaigns in the first, n2 in the second, n3 in the third, and they
\* change the membership and nothing else.
EachInTurn ==
    /\ \A s \in Server : role[s] = "candidate" => s = <<n1, n2, n3>>[term[s]]
    /\ \A t \in Terms : Len(sent[t].log) > 1 => sent[t].log[2].voters # {}
    /\ \A t \in Terms : Len(sent[t].log) > 2 => t = 3

\* For four terms: n1 campaigns in odd terms, n2 in even ones, n3 in none, and no leader has a second entry.
InTurn ==
    /\ \A s \in Server : role[s] = "candidate" => s = IF term[s] % 2 = 1 THEN n1 ELSE n2
    /\ \A t \in Terms : \A i, k \in 1..Len(sent[t].log) : i # k => sent[t].log[i].term # sent[t].log[k].term
=============================================================================

### What is kept, for how long, and how it goes.

## `stepdown rekey`

rekey-done = Brought under the present key: { $rows ->
    [0] nothing was left to do
    [one] 1 row
   *[other] { $rows } rows
}. { $verified } sealed values open by it alone.{ $ended ->
    [0] {""}
    [one] {" "}1 open invitation or code was ended: make a new one.
   *[other] {" "}{ $ended } open invitations and codes were ended: make new ones.
}
rekey-older-not-needed = No older key is needed any more: leave only the new one in STEPDOWN_KEY, and start stepdown run anew. Backups of before need the key of their day.
rekey-older-needed = { $count ->
    [one] 1 invitation or code that is open works
   *[other] { $count } invitations and codes that are open work
} by the older key until { $until }: keep it in STEPDOWN_KEY, and call stepdown rekey again then; or now with --end-open.
rekey-audit-broken = Something that must always be true is not: see stepdown audit.

## `stepdown erase`

erase-type-name = This deletes everything about { $name } and cannot be undone. Type the name to go on:
erase-done = Deleted: { $rows } rows. An entry says that it was done, and nothing of whom.
erase-tell-them = Nobody hears of it from me. Tell them that nothing reminds them any more, and that this does not mean stop the medicine; tell their caregivers that nobody watches.
erase-tell-later = They and their caregivers hear it from stepdown run. Their addresses go once that has left, a day from now at the latest.
erase-not-cleaned = The database was too busy to be written anew: what was deleted is overwritten, but its log may hold it until the next quiet minute. stepdown rekey or a restart of the service empties it.

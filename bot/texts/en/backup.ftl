### `stepdown backup` and `stepdown restore`, for the operator.

backup-made = Copied to { $file }: { $size } MB in { $seconds } s, checked. It opens only with the same STEPDOWN_KEY: keep that elsewhere.
backup-made-plain = Copied to { $file }: { $size } MB in { $seconds } s, checked. No STEPDOWN_KEY is set: whoever has this file can read it.
restore-made = The database is back, at version { $version }. Its audit holds: { $checked } things looked at.
restore-made-broken = The database is back, at version { $version }, although its audit does not hold: stepdown audit says where.
restore-kept = What was there before is kept as { $kept }. Delete it when you are sure.
restore-nothing-lost = Nothing had run on it yet, so nothing was due.
restore-lost = It was made on { $since }. What happened after that is not in it: answers, plans, new people, STOP, erasures. Whoever was erased since has to be erased again.
restore-due = Due meanwhile: { $doses } doses, { $escalations } calls for help. They are asked about late and once, when `stepdown run` runs, and people hear that these hours are lost.
restore-doubtful = { $count } messages that waited may have been sent since. They are looked for where the provider can be asked (SMS); elsewhere they go once more.
restore-dropped = { $count } notices that waited are too old to be of use, and were laid aside.
restore-broken = The audit of this backup does not hold ({ $what }). Nothing was changed. --even-broken puts it back all the same.
restore-begin = Now start it again: stepdown run

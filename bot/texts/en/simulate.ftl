### What `stepdown simulate` prints: a town of simulated people, in figures.

simulate-moving-in = people move in
simulate-living = day { $day }, { $events } events

simulate-title = { $patients } simulated patients, { $caregivers } caregivers; days: { $days }, seed: { $seed }, faults: { $faults }
simulate-disclaimer = Their habits are invented: no figure here says anything about real patients.

simulate-row-happened = What happened
simulate-row-happened-says = { $doses } doses, { $messages } messages sent, { $received } received; { $rate } events a second, { $took } s
simulate-row-lag = From due to sent
simulate-row-lag-says = half within { $p50 } s, 99 of 100 within { $p99 } s, the last after { $most } s
simulate-row-lost = Lost
simulate-row-lost-none = nothing
simulate-row-copies = Sent twice
simulate-row-copies-says = { $copies } of { $messages } (the answer to the first was lost, or the process was killed; { $kills } kills)
simulate-row-day = Messages a person a day
simulate-row-day-says = half { $p50 } or fewer, 95 of 100 { $p95 } or fewer, at most { $max }
simulate-over = over { $cap }: { $days }
simulate-row-texts = Of these by SMS, not red
simulate-row-texts-says = half { $p50 } or fewer, 95 of 100 { $p95 } or fewer, at most { $max }; { $over } of { $days } days
simulate-row-unasked = Of these nobody asked for
simulate-row-unasked-says = half { $p50 } or fewer, 95 of 100 { $p95 } or fewer, at most { $max }; { $over }
simulate-row-calls = Calls for help
simulate-row-false = False alerts, not red
simulate-row-false-says = { $rate } a caregiver a fortnight; { $most } for the one with most
simulate-row-asked = Asked back
simulate-row-asked-says = { $each } a person: { $kinds }
simulate-row-red = Red words to a caregiver
simulate-row-red-says = { $reports } told: half within { $p50 } s, 99 of 100 within { $p99 } s, the last after { $most } s
simulate-row-silence = Silence found after
simulate-row-silence-says = { $found } people: half within { $p50 } h, the last after { $most } h; { $open } not found yet
simulate-row-none = none
simulate-row-audit = Audit
simulate-row-audit-holds = holds
simulate-row-audit-broken = BROKEN: { $what }

simulate-plot-title = { $patients } simulated patients (days: { $days })
simulate-plot-lag = From due to sent (prompts)
simulate-plot-lag-0 = at once
simulate-plot-lag-10 = 10 s
simulate-plot-lag-30 = 30 s
simulate-plot-lag-60 = 1 min
simulate-plot-lag-300 = 5 min
simulate-plot-lag-1800 = 30 min
simulate-plot-lag-7200 = 2 h
simulate-plot-lag-more = longer
simulate-plot-texts = Messages a person a day (how many days had so many)
simulate-plot-all = all channels
simulate-plot-sms = by SMS, not red
simulate-plot-causes = Calls for help by cause
simulate-plot-counts = What should be few
simulate-plot-duplicates = sent twice
simulate-plot-lost = lost
simulate-plot-asked-back = asked back
simulate-plot-alerts = alerts to caregivers
simulate-plot-false = of these false
simulate-plot-kills = processes killed

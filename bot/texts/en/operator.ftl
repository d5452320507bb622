### What the operator's commands print: migrate, audit, check, patients, policy.

operator-migrated = The database is at version { $version }.

operator-audit-column-rule = Rule
operator-audit-column-what = What must always be true
operator-audit-column-checked = Looked at
operator-audit-column-holds = Holds
operator-audit-holds = yes
operator-audit-broken = BROKEN
operator-audit-nothing = nothing to look at
operator-audit-empty = The store is empty: this audit has proved nothing yet.
operator-audit-finding = Rule { $rule }: { $what }
operator-audit-rule-0 = Active plans have their doses planned ahead
operator-audit-rule-1 = Every planned dose ends exactly once
operator-audit-rule-2 = What was prompted has its message
operator-audit-rule-3 = Every message that came in takes effect once
operator-audit-rule-4 = Nobody is written to without consent
operator-audit-rule-5 = An alarm ends by all-clear or is told to have failed
operator-audit-rule-6 = No amount that is not on the plan
operator-audit-rule-7 = Tablets of a dose add up to it
operator-audit-rule-8 = Danger is acted on at any hour
operator-audit-rule-9 = What is late can say so
operator-audit-rule-10 = No personal data in logs

check-zones = data of { $version }, { $count } zones
check-zones-wrong = { $count } zones, or times that are not right
check-fix-zones = run `make setup` again; it installs tzdata
check-clock = { $now }
check-clock-wrong = { $now }, which cannot be
check-fix-clock = set this machine's clock, best by NTP: every reminder hangs on it
check-settings = readable
check-env-encoding = .env: text in UTF-8 is wanted
check-fix-setting = mend it in the environment or in .env; .env.example shows what is allowed
check-key = names, addresses and words are sealed
check-key-none = no STEPDOWN_KEY: names, addresses and words are stored readable
check-fix-key = set STEPDOWN_KEY to 32 random letters and keep a copy elsewhere: without it nothing can be read again
check-database = { $kind }, at this version
check-fix-database = see DATABASE_URL in .env.example
check-running = somebody is beating: reminders go out
check-not-running = no process has been at work in the last half minute{ $waiting ->
    [0] {""}
    [one] , and 1 message waits to be read
   *[other] , and { $waiting } messages wait to be read
}
check-fix-running = `stepdown run` (or `stepdown chat`) reminds; nobody is reminded without
check-ahead = { $hours } h ahead of this machine, because a chat has leapt
check-fix-ahead = use it for trying out only, and another DATABASE_URL for people
check-audit = what must always be true is
check-audit-broken = { $count ->
    [one] 1 thing is
   *[other] { $count } things are
} not as it must be
check-fix-audit = `stepdown audit` names them
check-channels = The console only: no Telegram or SMS is configured.

operator-nobody = Nobody yet. `stepdown patients add person.json` enters somebody; --help shows what the file holds.
operator-column-name = Name
operator-column-plan = Plan
operator-column-next = Next dose
operator-column-open = Open
operator-column-reach = Reached by
operator-plan-none = none
operator-plan-waiting = waiting for what is missing
operator-plan-blocked = BLOCKED: ask the prescriber
operator-plan-watch = watch only, no doses prompted
operator-plan-active = active
operator-plan-ended = ended
operator-plan-replaced = replaced

operator-row-name = Name
operator-row-zone = Time zone
operator-row-contact = Contact
operator-row-carer = Caregiver
operator-row-told-prescriber = Prescriber told
operator-row-plan = Plan
operator-row-step = Step
operator-row-why = Blocked by
operator-row-missing = Missing
operator-row-prescriber = Prescriber
operator-row-confirmed = Confirmed by
operator-row-next = Next doses
operator-row-blank = {""}
operator-row-open = Open
operator-row-supply = In the house
operator-row-runs-out = Lasts until
operator-row-order-by = Order by
operator-row-card = Card
operator-row-gap = To mend
operator-row-consent = Agreed
operator-column-told = Told
operator-told-nobody = nobody yet
operator-gap-person = They can't be reached: nobody is reminded before their OK. stepdown patients invite { $id } --role patient
operator-gap-nobody = Nobody can be told yet if they are unwell. stepdown patients invite { $id } --role caregiver
operator-gap-unproven = Nobody who would be told has shown lately that a message reaches them.
operator-gap-own_phone = Whoever would be told has only the person's own phone. Ask for another number.
operator-standing-proven = answered lately
operator-standing-unproven = not proven lately
operator-standing-invited = has not said OK yet
operator-standing-off = can't be reached
operator-standing-nowhere = no phone yet
operator-consent-given = { $day } agreed to { $kind }: "{ $words }"
operator-consent-withdrawn = { $day } refused { $kind }: "{ $words }"
operator-consent-none = Nothing has been agreed to yet.
check-people = { $count ->
    [0] nobody is entered yet
    [one] 1 person can be reached, and so can somebody for them
   *[other] { $count } people can be reached, and so can somebody for each of them
}
check-people-gap = { $gap ->
    [person] can't be reached: patient { $ids }
    [nobody] nobody can be told for: patient { $ids }
    [own_phone] only their own phone, for: patient { $ids }
   *[unproven] nobody proved lately that they are reached, for: patient { $ids }
}
check-fix-people = `stepdown patients show { $first }` says what is missing
operator-prescriber = Kept: { $who }, { $phone }, { $hours }. By phone only: I send them nothing. To let them agree to texts in those hours: stepdown patients invite { $id } --role prescriber
operator-card-empty = Nothing yet. In an alarm a caregiver then reads no address, no key and no number of the clinic.
operator-step = { $step } of { $of }, { $daily_mg } mg today
operator-reach-new = has not said OK yet
operator-reach-on = may be written to
operator-reach-off = opted out, or does not work
operator-link-invited = invited, has not agreed yet
operator-link-agreed = agreed
operator-link-left = left

operator-added = Entered as patient { $id }. Nobody is reminded before they have said OK themselves.
operator-added-plan-none = No plan yet.
operator-added-plan-active = The plan is active.
operator-added-plan-blocked = The plan is BLOCKED: no dose is prompted until a named prescriber confirms it. A sudden change can be dangerous: do not stop suddenly, ring the prescriber. Then: stepdown patients confirm { $id } --by NAME
operator-added-plan-watch = Watch only: no dose of this plan is prompted.
operator-added-plan-waiting = The plan waits: something in it is still missing. stepdown patients show { $id } says what.
operator-ended = Recorded: { $who } ended the plan. It is closed as version { $version }, and the person is told.
operator-confirmed = Recorded: { $who } confirmed the plan. It is active as version { $version }.

operator-policy-column-setting = Setting
operator-policy-column-value = Value
operator-policy-column-default = Default
operator-policy-draft = All of it is a draft that no clinician has signed. Names end in their unit.

# An invitation, for whoever passes it on.
code-made = Code: { $code }
    It lets the blocked plan begin, in the name of { $who }. It works once, until { $until }, and is not kept.
    Give it to { $who }, who passes it on once they have agreed to the plan.
invite-made = Link (Telegram): { $link }
    Code (to text, or after /start): { $code }
    Works once, until { $until }. Give it to that person only.

check-disk = { $free } MB free
check-disk-wrong = { $free } MB free, or not writable
check-fix-disk = make room (backups, logs): a database that cannot write reminds nobody
check-files = settings and database are readable for you alone
check-files-open = { $file } can be read by others on this machine
check-fix-files = chmod 0600 { $file }
check-zones-old = data of { $version }, which has missed changes of clocks
check-fix-zones-old = upgrade (docs/operating.md): newer zone data comes with it
unread-none = Nothing: what people wrote was handled.
unread-column-at = Written (UTC)
unread-column-from = By
unread-column-text = Words
unread-column-row = Set aside
unread-column-since = Since (UTC)
unread-column-again = Tried again
unread-column-tries = Tries
unread-column-why = Why
unread-rows-next = Nobody else waits for these rows. Whom one concerns may not be reminded: ring them. Mend it (docs/faults.md), and it comes back by itself.
unread-what-next = Ring who wrote, then: stepdown unread settle NUMBER --by "your name" --note "what became of it"
unread-settled = { $number } is settled. { $left ->
    [0] None is left.
    [one] One is left.
   *[other] { $left } are left.
}

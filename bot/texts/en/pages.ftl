### What people look at: calendar, chart, letter, week sheet. Facts and the person's own words; nothing here advises.

calendar-name = Stepdown
calendar-dose-discreet = On your list: { $amount }
calendar-dose-full = { $medicine } { $amount }
calendar-step-discreet = Your plan changes (step { $step } of { $of })
calendar-step-full = Your plan goes to step { $step } of { $of }
calendar-open-end = The last written day of your plan. It does not say what comes after: ask your prescriber before.
calendar-note = From the plan as it stood when this was made. When the plan changes, ask for a new calendar: it takes the place of this one.

export-no-patient = ID: there is no patient { $id }; `stepdown patients` lists them
export-written = { $file }

chart-step = Step { $step } of { $of }
chart-no-step = So far
chart-now = { $mg } mg a day
chart-day = Day { $day }{ $has_end ->
    [yes] . Planned until { $end }.
   *[no] .
}
chart-nothing = Nothing recorded yet.
chart-way-full = Your plan, mg a day
chart-way-discreet = Your plan
chart-taken-full = Recorded as taken, mg a day
chart-taken-discreet = Recorded
chart-stiffness = Stiffness, 0 to 10
chart-sleep = Hours slept
chart-autonomic = Shaky, sweaty, itchy: none, a bit, a lot
chart-red = red flag { $day }
chart-mg = { $mg } mg
chart-no-plan = No plan with set times is active.
chart-mark-plan = Line: plan.
chart-mark-bar = Bar: recorded.
chart-mark-dotted = Dotted: not recorded.
chart-mark-hatched = Hatched: extra.
chart-mark-unknown = +?: extra, amount unknown.
chart-foot = All of it as the person told it.

letter-title = { $has_medicine ->
    [yes] Taper of { $medicine }: { $name }
   *[no] Taper: { $name }
}
letter-under = { $has_prescriber ->
    [yes] For { $prescriber }. As the person told it by message; nobody has checked it.
   *[no] As the person told it by message; nobody has checked it.
}
letter-foot = Reported by the person, put together by Stepdown, an automatic reminder service. Its thresholds are drafts that no clinician has signed. It gives no advice. "Not recorded" means that nobody said anything, not that nothing was taken.
letter-differs = Told at the start: takes { $told } mg a day. The plan counts on { $plan } mg.
letter-asks = { $name } asks
letter-nothing = Nothing recorded yet
letter-nothing-note = There is no plan and no answer so far. This page fills as the person answers.
letter-no-amount = –
letter-chart = Planned, recorded and felt
letter-chart-note = Line: plan. Blue: recorded as taken. Dotted: not recorded. Hatched: extra (+? unknown amount). Dashed: the plan went down. Red: red flag.
letter-chart-note-cut = The last { $days } days. Line: plan. Blue: recorded as taken. Dotted: not recorded. Hatched: extra (+? unknown amount). Dashed: the plan went down. Red: red flag.
letter-panel-mg = mg a day
letter-panel-stiffness = Stiffness
letter-panel-autonomic = Shaky, 0 to 2

letter-fact-planned = Planned now
letter-fact-taken = Recorded as taken
letter-fact-worst = Worst stiffness, 0 to 10
letter-fact-reds = Days with a red flag
letter-planned-note = { $step ->
    [0] Between steps
   *[other] Step { $step } of { $of }
}{ $ends ->
    [on] , the last step goes on
    [open] , written until { $end }, silent after
    [hold] , until { $end }
   *[stop] , ends { $end }
}
letter-taken-none = nothing was due so far
letter-taken-note = of the planned mg. Of { $due } doses { $not_taken } not taken, { $not_recorded } not recorded; { $extra } extra.
letter-worst-none = not asked or not answered
letter-worst-value = { $stiffness }
letter-worst-day = on { $day }
letter-worst-note = on { $day }, { $days ->
    [0] the day
    [one] 1 day after
   *[other] { $days } days after
} { $before } → { $after } mg
letter-reds-none = none was told
letter-reds-note = last on { $day }; see alarms
letter-left-out = Not shown: { $count } more.
letter-from-to = { $before } → { $after }

letter-around = Around each step down
letter-around-note = Means of the 7 days before and the 7 days from the step on, or up to the next one. – is not answered.
letter-column-step-down = Step down
letter-column-mg = mg a day
letter-column-stiffness = Stiffness
letter-column-worst = Worst
letter-column-sleep = Hours slept
letter-column-shaky = Days very shaky
letter-column-red = Red flags

letter-weeks = Week by week
letter-weeks-note = mg are sums of the week; the doses in part, not taken and not recorded are counted.
letter-column-week = Week
letter-steps = Step by step
letter-column-step = Step
letter-step = { $step }: { $mg } mg a day
letter-column-planned = Planned mg
letter-column-taken = Recorded mg
letter-column-share = Share
letter-column-part = In part
letter-column-not-taken = Not taken
letter-column-not-recorded = Not recorded
letter-column-extra = Extra
letter-extra = { $count } ({ $known ->
    [0] amount unknown
   *[other] { $mg } mg{ $unknown ->
        [0] {""}
       *[other] , { $unknown } of unknown amount
    }
})

letter-unplanned = Extra, in part, not taken, not recorded
letter-column-when = When
letter-column-what = What
letter-column-amount = Amount
letter-column-reason = Reason given
letter-extra-taken = extra
letter-amount-unknown = not known
letter-not-taken = not taken
letter-not-recorded = not recorded
letter-part = in part
letter-part-of = { $taken } of { $planned } mg
letter-reason-none = none given
letter-reason-forgot = forgot
letter-reason-out-of-pills = had none left
letter-reason-felt-worse = felt worse
letter-reason-felt-better = felt better
letter-reason-told-to = was told to
letter-reason-other = another reason

letter-alarms = Red flags and alarms
letter-column-tier = Level
letter-column-followed = What followed
letter-tier-red = red
letter-tier-urgent = urgent
letter-tier-amber = amber
letter-cause-words = words of danger
letter-cause-suicide = thoughts of suicide
letter-cause-extra = extra taken
letter-cause-silence = no answer for long
letter-cause-carer = a caregiver said so
letter-cause-near-red = words near danger
letter-cause-amount-urgent = far less than planned
letter-cause-unconfirmed = doses without an answer
letter-cause-not-taken = doses told as not taken
letter-cause-amount = less than planned
letter-cause-amber = more unwell than usual
letter-cause-supply = about to run out
letter-cause-opted-out = messages were ended
letter-cause-unreachable = could not be reached
letter-cause-budget = too many messages in a day
letter-quoted = { $what }: “{ $quote }”
letter-count = { $what } ({ $count })
letter-also = Also: { $list }.
letter-somebody = a caregiver
letter-event-on-it = { $who } was on it after { $minutes } min
letter-event-spoke = { $who } spoke with them after { $minutes } min
letter-event-all-clear = all clear after { $minutes } min
letter-ended-closed = ended
letter-ended-withdrawn = the person answered before anybody was told
letter-ended-exhausted = nobody was reached
letter-ended-open = still open
letter-ended-warned = the person was told first
letter-ended-acknowledged = somebody is on it
letter-ended-spoken = somebody has spoken with them

letter-weekly = Weekly scales
letter-column-scale = Scale
letter-column-answers = Answers
letter-scale-penn = Spasms (Penn): how often, how hard
letter-scale-phq2 = PHQ-2: little interest, feeling down
## The levels of the Penn Spasm Frequency Scale and the four answers of the PHQ-2, as they were asked.
letter-answer-spasm-frequency = { $value ->
    [0] none
    [1] only when touched or moved
    [2] less than one an hour
    [3] more than one an hour
   *[4] more than ten an hour
}
letter-answer-spasm-severity = { $value ->
    [1] mild
    [2] moderate
   *[3] severe
}
letter-answer-phq-interest = { $value ->
    [0] not at all
    [1] several days
    [2] more than half the days
   *[3] nearly every day
}
letter-answer-phq-low = { letter-answer-phq-interest }
letter-phq2 = { $total } of 6{ $high ->
    [yes] , at or above the mark for asking further
   *[no] {""}
} ({ $list })

letter-versions = The plan and who decided it
letter-column-version = No.
letter-column-begins = From
letter-column-change = Change
letter-column-state = State
letter-column-decided = Who
letter-change-start = first plan
letter-change-amend = changed
letter-change-hold = step held
letter-change-step-back = a step back
letter-change-restart = begun again
letter-change-end = ended
letter-change-zone = other clock
letter-state-none = no plan
letter-state-waiting = waits for something
letter-state-blocked = not confirmed, so not active
letter-state-watch = watched only
letter-state-active = active
letter-state-ended = ended
letter-state-replaced = replaced
letter-from = plan by { $who }
letter-decided = decided by { $who }
letter-confirmed = confirmed by { $who }
letter-nobody = nobody named
letter-plan-step = { $day } { $mg } mg
letter-plan = Daily amounts from: { $list }{ $more ->
    [yes] , …
   *[no] .
}
letter-not-changed = On { $day } they said that they had not changed to the step of { $step }.

letter-supply = What is in the house
letter-on-hand = { $count } { $known ->
    [yes] of { $strength } mg
   *[no] { $strength }
}
letter-supply-note = { $list } counted.{ $has_out ->
    [yes] {" "}Lasts until { $out }.
   *[no] {""}
}{ $has_order ->
    [yes] {" "}Order by { $order }.
   *[no] {""}
}

plan-picture-title-full = My plan: { $medicine }
plan-picture-title-discreet = My plan
plan-picture-from = from { $prescriber }
plan-picture-row = { $now ->
    [yes] Now: step
   *[no] Step
} { $step }, { $goes_on ->
    [yes] from { $from } on
   *[no] { $from } to { $to }
}
plan-picture-total = { $mg } mg a day
plan-picture-day = day { $number } of the round
plan-picture-end = { $more ->
    [0] {""}
   *[other] And { $more } more steps, in the words beside this.{" "}
}{ $ends ->
    [hold] The last step goes on.
    [open] Last day written: { $last }. What comes after is not written.
   *[stop] Last day: { $last }.
}

sheet-title-full = My week: { $medicine }
sheet-title-discreet = My week
sheet-dates = { $first } – { $last }
sheet-under-from = From the plan by { $prescriber }. Tick what was done; leave open what was not.
sheet-under = Tick what was done; leave open what was not.
sheet-changes-full = changes: { $mg } mg a day
sheet-changes-discreet = changes today
sheet-stiffness = Stiffness
sheet-sleep = Hours slept
sheet-how = A circle is one, half a circle is half. If it was at another time, write the time beside it. When your plan changes, throw this away and print a new one. Bring it to your next visit.
sheet-ring-full = Seeing or hearing things, confused, a fit, fever, very stiff, hard to wake, thoughts of suicide: ring { $emergency } now. Questions about the plan: { $clinic }. Do not stop suddenly.
sheet-ring-discreet = Suddenly very unwell: ring { $emergency } now. Questions about the plan: { $clinic }.
sheet-clinic-unknown = your prescriber
sheet-not-active = no plan is active, so there is no week to print
sheet-blocked = the review blocks this plan, so it goes on no fridge before a named prescriber has confirmed it; `stepdown plan check` says why
sheet-cannot-be-made = an amount of this week cannot be made from the tablets of the plan
sheet-none = nothing is planned in these seven days
sheet-too-many = more than { $most } different times in a week do not go on one page

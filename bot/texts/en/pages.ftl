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
export-no-doses = { $file }: no plan is active, so there is nothing on it to remind of

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

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

### What was recorded, and what could not be.

recorded-taken = { $doses_count ->
    [one] { $dose_time } recorded{ $dose_has_taken ->
        [yes] , taken { $dose_taken }
       *[no] {""}
    }. U undoes.
   *[other] Recorded: { $doses_taken }. U undoes.
}
recorded-late = { $doses_count ->
    [one] { $dose_time } recorded{ $dose_has_taken ->
        [yes] , taken { $dose_taken }
       *[no] {""}
    }. U undoes.
   *[other] Recorded: { $doses_taken }. U undoes.
}
recorded-part-discreet = { $dose_time } recorded: { $has_pieces ->
    [yes] { $pieces } taken of { $dose_amount }.
   *[no] part of it taken.
} U undoes. Unsure about the rest? Ask your pharmacist.
recorded-part-full = { $dose_time } recorded: { $has_mg ->
    [yes] { $mg } taken of { $dose_mg }.
   *[no] part of it taken.
} U undoes. Unsure about the rest? Ask your pharmacist.
recorded-extra-discreet = Recorded: extra taken { $taken_at }. U undoes. Please ring your pharmacist or prescriber today. Sleepy, confused or short of breath: ring { $emergency } now.
recorded-extra-full = Recorded: { $has_mg ->
    [yes] { $mg }
   *[no] some
} extra, taken { $taken_at }. U undoes. Please ring your pharmacist or prescriber today. Sleepy, confused or short of breath: ring { $emergency } now.
recorded-loose-discreet = Noted: { $has_tablets ->
    [yes] { $tablets }{" "}
   *[no] {""}
}taken { $taken_at }. U undoes.
recorded-loose-full = Noted: { $has_mg ->
    [yes] { $mg }{" "}
   *[no] { $has_tablets ->
        [yes] { $tablets }{" "}
       *[no] {""}
    }
}taken { $taken_at }. U undoes.
recorded-skipped = { $doses_times } recorded as not taken. Why? F forgot, O ran out, W felt worse, B felt better, T told to, X other. U undoes.
recorded-not-taken = { $doses_times } recorded as not taken. U undoes.

reason-forgot = Noted. Unsure what to do now? Ask your pharmacist.
reason-out = Noted. Running out is like a sudden stop. Ring your pharmacist or clinic today. Say you have run out, and ask about an emergency supply. Unwell? SOS.
reason-worse = Noted. { safety-list }
reason-better = Noted. A sudden change can be dangerous: do not stop suddenly, ring your prescriber and tell them.
reason-told = Noted. Did somebody else tell you, not your prescriber? Please ring them and ask.
reason-other = Noted. You can text me more about it in your own words.
reason-saved = { $reason ->
    [forgot] { reason-forgot }
    [out_of_pills] { reason-out }
    [felt_worse] { reason-worse }
    [felt_better] { reason-better }
    [told_to] { reason-told }
   *[other] { reason-other }
}

snoozed = I will ask again at { $until }.
snooze-too-late = It is too close to the next time for me to ask about { $dose_time } later. 1 done, 2 not taken. Unsure? Ask your pharmacist.
undone = { $has_doses ->
    [yes] Undone. { $dose_state ->
        [taken] { $dose_time } is recorded as before, taken { $dose_taken }.
        [part] { $dose_time } is recorded as before, part taken { $dose_taken }.
        [skipped] { $dose_time } is recorded as before, not taken.
       *[due] { $doses_times } is not recorded now.
    }
   *[no] Undone.
}
nothing-to-undo = There is nothing to undo.
already-recorded = { $dose_state ->
    [skipped] { $dose_time } is already recorded as not taken. To change it, text the time it was taken, like { $dose_example }.
   *[taken] { $dose_time } is already recorded{ $dose_has_taken ->
        [yes] , taken { $dose_taken }
       *[no] {""}
    }. If you took it a second time, text EXTRA. If not, there is nothing to do.
}

extra-ask = How many extra, and at what time? If you don't know how many, or feel unwell: SOS.
extra-none = Noted: nothing extra. Nothing was changed.
extra-large = That is far from your plan and can be dangerous. Ring { $emergency } now, also if you feel fine. Say what, how many and when. Bring the box.{ $has_poison ->
    [yes] {" "}Poison advice: { $poison_number }.
   *[no] {""}
}{ $has_names ->
    [yes] {" "}I am telling { $names }.
    [no] {" "}I have nobody to tell.
   *[unsaid] {""}
} This is automatic. No one is watching live. It cannot call an ambulance.
extra-more = That is extra more than once. Ring { $poison } now, also if you feel fine. Say what, how many and when. Sleepy, confused or short of breath: ring { $emergency }.

which-dose = Which one do you mean? { $doses_times }. Put the letter behind the number, like 1{ $doses_letter } or 2{ $doses_letter }, or 1 ALL.
nothing-open = { $has_doses ->
    [yes] Nothing is open. Last was { $dose_time }, { $dose_state ->
        [taken] taken { $dose_taken }
        [part] part taken { $dose_taken }
        [skipped] not taken
       *[missed] not recorded
    }. Text a time to change it.
   *[no] Nothing is open.
}
not-today = { $dose_ahead ->
    [yes] It is too early to record { $dose_time }. I will ask you then.
   *[no] That is too far from { $dose_time }. Text the time it was taken, like { $dose_example }.
}

doubt-two-meanings = I can read that two ways. Taken: 1. Not taken: 2. Unwell: SOS.
doubt-future = That time has not come yet. Which time was it?
doubt-no-such-time = I don't know the time "{ $said }". Text it like 9:40, or 20 min ago.
doubt-amount = { $has_doses ->
    [yes] { $dose_state ->
        [missed] That is not what your plan lists at { $dose_time }.
       *[due] Your plan lists { $dose_amount } at { $dose_time }. What you wrote is another amount.
    } All of it taken: 1. Otherwise text how many.
   *[no] I am not sure how many you mean. Text just the number.
}
no-such-dose = { $has_time ->
    [yes] { $time } is not one of the times on your list. TODAY shows them.
   *[no] I don't know which time you mean. TODAY shows your times.
}
how-much = How many did you take? Text it like this: TOOK 2.

missed-a-day = A day or longer is not recorded. Do not catch up or restart by yourself. Call your prescriber or { $urgent } now. Seeing things, confused, a fit, fever or very stiff: ring { $emergency }.
leaflet-rule = The rule chosen for you is from { $source }: "{ $quote }" Unsure? Ask your pharmacist.
leaflet-none = No rule for late times was chosen for you. Please ring your pharmacist or prescriber and ask.

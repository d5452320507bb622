### What is due. Discreet texts hold the time and the count and nothing else.

dose-due-discreet = { $has_receipts ->
    [yes] { $receipts }{" "}
   *[no] {""}
}{ $has_late ->
    [yes] Late (due { $late_due }, now { $late_now }):
   *[no] { $dose_time }{ $has_receipts ->
        [yes] {" "}now:
       *[no] :
    }
} { $dose_amount }. 1 done, 2 not taken, 3 later.
dose-due-full = { $has_receipts ->
    [yes] { $receipts }{" "}
   *[no] {""}
}{ $has_late ->
    [yes] Late (due { $late_due }, now { $late_now }).{" "}
   *[no] {""}
}{ $has_prescriber ->
    [yes] Your plan from { $prescriber }{ $has_entered_day ->
        [yes] {" "}(entered { $entered_day })
       *[no] {""}
    } lists
   *[no] Your plan lists
} { $dose_amount } at { $dose_time }. Done? 1 taken, 2 not taken, 3 later.

dose-due-many = { $has_receipts ->
    [yes] { $receipts }{" "}
   *[no] {""}
}{ $has_late ->
    [yes] Late (due { $late_due }, now { $late_now }):
   *[no] Now
} { $doses_list }. { $doses_ones }{ $has_earlier ->
    [yes] {""}
   *[no] {" "}or 1 ALL
} done, 2{ $doses_letter } not taken, 3{ $doses_letter } later.{ $has_earlier ->
    [yes] {" "}Not recorded: { $earlier_times }. If taken, 1{ $earlier_letter } and the time.
   *[no] {""}
}

# A new one is due while an earlier one is past its time: the earlier one is only asked about, without an amount.
dose-due-beside = { $has_receipts ->
    [yes] { $receipts }{" "}
   *[no] {""}
}{ $has_late ->
    [yes] Late (due { $late_due }, now { $late_now }):
   *[no] Now
} { $doses_list }. 1{ $doses_letter } done, 2{ $doses_letter } not taken, 3{ $doses_letter } later. Not recorded: { $earlier_times }. If taken, 1{ $earlier_letter } and the time. If not, 2{ $earlier_letter }.

dose-nudge = Still open{ $has_late ->
    [yes] {" "}(due { $late_due }, now { $late_now }):
   *[no] : { $dose_time },
} { $dose_amount }. 1 done, 2 not taken, 3 later.
dose-nudge-beside = Still open{ $has_late ->
    [yes] {" "}(due { $late_due }, now { $late_now }):
   *[no] :
} { $doses_list }. 1{ $doses_letter } done, 2{ $doses_letter } not taken, 3{ $doses_letter } later. Not recorded: { $earlier_times }. If taken, 1{ $earlier_letter } and the time. If not, 2{ $earlier_letter }.
dose-nudge-many = Still open{ $has_late ->
    [yes] {" "}(due { $late_due }, now { $late_now }):
   *[no] :
} { $doses_list }. { $doses_ones }{ $has_earlier ->
    [yes] {""}
   *[no] {" "}or 1 ALL
} done, 2{ $doses_letter } not taken, 3{ $doses_letter } later.{ $has_earlier ->
    [yes] {" "}Not recorded: { $earlier_times }. If taken, 1{ $earlier_letter } and the time.
   *[no] {""}
}

# The time for prompting is over: only what happened, no amount.
what-happened = { $dose_time } is not recorded. What happened? If taken, text the time, like { $dose_example }. If not, 2.
what-happened-many = Not recorded: { $doses_times }. What happened? If taken, text letter and time, like 1{ $doses_letter } { $dose_example }. If not, 2{ $doses_letter } or 2 ALL.

# After a time without service, one honest message: what is past is asked about, what is due is prompted.
catch-up = { $has_from ->
    [yes] { $why ->
        [lost] My notes from { $from } until { $until } are lost, with what you told me then.
       *[other] I was out of service from { $from } until { $until } and sent nothing.
    }
   *[no] { $has_late ->
        [yes] This comes late (due { $late_due }, now { $late_now }).
       *[no] This comes late.
    }
}{ $has_doses ->
    [yes] {" "}Not recorded: { $doses_times }. What happened? { $doses_total ->
        [one] If taken, text the time, like { $dose_example }. If not, 2.
       *[other] If taken, text letter and time, like 1{ $doses_letter } { $dose_example }. If not, 2{ $doses_letter }.
    }
   *[no] {""}
}{ $has_due ->
    [yes] {" "}Now { $due_list }. { $doses_total ->
        [one] 1 done, 2 not taken, 3 later.
       *[other] 1{ $due_letter } done, 2{ $due_letter } not taken, 3{ $due_letter } later.
    }
   *[no] {""}
}

dose-after-extra = { $has_late ->
    [yes] Late (due { $late_due }, now { $late_now }).{" "}
   *[no] {""}
}{ $dose_time } is on your plan. You told me that you took extra{ $has_extra_at ->
    [yes] {" "}at { $extra_at }
   *[no] {""}
}. Ask { $poison_or_clinic } about it first. Then text 1 done or 2 not taken.
